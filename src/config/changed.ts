import type { Config } from "./config.ts";

/**
 * The settings, as the file names them (`node.listen`), in which two configurations differ; sites and peers are left
 * out, since a running node takes those over.
 */
export function changedSettings(before: Config, after: Config): readonly string[] {
  return (["node", "network"] as const).flatMap((section) => {
    const [old, now] = [Object.entries(before[section]), new Map(Object.entries(after[section]))];
    return old
      .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(now.get(name)))
      .map(([name]) => `${section}.${name}`);
  });
}
