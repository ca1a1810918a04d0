import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const SOURCE = "test/support/threat.ts";

/** Test files that say by {@link against} what they hold off, themselves or in what they import; from the root. */
export function filesWithThreats(root: string): readonly string[] {
  const files = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
    .map((path) => join("test", path))
    .filter((path) => path.endsWith(".ts"));
  const imports = new Map(files.map((path) => [path, importsOf(root, path)]));
  const found = new Set([SOURCE]);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const [path, targets] of imports) if (targets.some((target) => found.has(target))) found.add(path);
  }
  return [...found].filter((path) => path.endsWith(".test.ts")).sort();
}

function importsOf(root: string, path: string): readonly string[] {
  const text = readFileSync(join(root, path), "utf8");
  return [...text.matchAll(/from "(\.[^"]+)"/g)].map(([, name = ""]) => join(dirname(path), name));
}
