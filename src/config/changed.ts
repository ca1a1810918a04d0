import type { Config } from "./config.ts";

const SECTIONS = ["node", "network", "registration", "notify", "limits"] as const;

/**
 * The settings, as the file names them (`node.listen`), in which two configurations differ; sites, peers, their filters
 * and policies are left out, since a running node takes those over.
 */
export function changedSettings(before: Config, after: Config): readonly string[] {
  const inSections = SECTIONS.flatMap((section) => {
    const [old, now] = [Object.entries(before[section]), new Map(Object.entries(after[section]))];
    return old
      .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(now.get(name)))
      .map(([name]) => `${section}.${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`);
  });
  return [...inSections, ...(["brake", "quota"] as const).filter((name) => before[name] !== after[name])];
}
