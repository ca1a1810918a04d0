import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** What a package of this program has beside documents; not all of its folder, in which an operator's data may lie. */
const PARTS = ["package.json", "src", "dist", "schema", "scripts"];

/**
 * Where this program and the packages that it imports lie: all that a process of it has to read before it can work. As
 * Node looks for packages: in `node_modules` of each folder on the way up from this file.
 */
export function ownFolders(from: string = import.meta.dirname): readonly string[] {
  const ways: string[] = [];
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) ways.push(folder);
  const program = ways.find((folder) => existsSync(join(folder, "package.json"))) ?? from;
  return [...PARTS.map((part) => join(program, part)), ...ways.map((folder) => join(folder, "node_modules"))]
    .filter(existsSync)
    .map((path) => realpathSync(path));
}
