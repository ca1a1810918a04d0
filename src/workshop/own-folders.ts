import { existsSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/** What a package of this program has beside documents; not all of its folder, in which an operator's data may lie. */
const PARTS = ["package.json", "src", "dist", "schema", "scripts"];

/**
 * Where this program and the packages that it imports lie: all that a process of it has to read before it can work. As
 * Node looks for packages: in `node_modules` of each folder on the way up from this file.
 */
export function ownFolders(from: string = import.meta.dirname): readonly string[] {
  const way: string[] = [];
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) way.push(folder);
  const program = way.find((folder) => isThere(join(folder, "package.json"))) ?? from;
  const found = [
    ...PARTS.map((part) => join(program, part)),
    ...way.map((each) => join(each, "node_modules")),
  ]
    .filter(isThere)
    // A folder of packages may be a link: both its name is read, and what it leads to.
    .flatMap((path) => [...new Set([path, realpathSync.native(path)])]);
  // An installed program lies in a folder of packages itself. Node loses the outer one where both are named.
  return found.filter((path) => !found.some((outer) => path.startsWith(outer + sep)));
}

/** What this process may not read itself, it cannot let a child read. */
function isThere(path: string): boolean {
  try {
    return existsSync(path);
  } catch {
    return false;
  }
}
