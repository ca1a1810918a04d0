import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Where this program and the packages that it imports lie: all that a process of it has to read before it can work. As
 * Node looks for packages: in `node_modules` of each folder on the way up from this file.
 */
export function ownFolders(from: string = import.meta.dirname): readonly string[] {
  const found: string[] = [];
  let isProgram = true;
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "node_modules"))) found.push(realpathSync(join(folder, "node_modules")));
    if (isProgram && existsSync(join(folder, "package.json"))) {
      found.unshift(folder);
      isProgram = false;
    }
  }
  return found;
}
