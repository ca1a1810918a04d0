import type { Config } from "./config.ts";
import { loadConfig } from "./load.ts";

/**
 * The settings that a text in the form of peers.yaml gives, for a program that keeps them elsewhere; relative paths
 * in it start at `folder`. Throws a DomainError `invalid` that lists everything that is wrong, a line each.
 */
export function parseConfig(text: string, folder: string): Config {
  return loadConfig({ file: "peers.yaml", env: {}, cwd: folder, read: () => text });
}
