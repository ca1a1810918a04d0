import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import type { Node } from "../node.ts";
import { asUsage } from "./exit.ts";
import { createOutput } from "./output.ts";
import type { Say } from "./output.ts";
import type { Shell } from "./shell.ts";

/** A command at work: the node of its configuration, and its way to say the result. */
export interface Session {
  readonly node: Node;
  readonly config: Config;
  readonly say: Say;
}

/** The options that may stand before or after any command. */
export function globalOptions(command: Command): { readonly config: string | null; readonly json: boolean } {
  const { config, json } = command.optsWithGlobals<{ config?: string; json?: boolean }>();
  return { config: config ?? null, json: json === true };
}

/** Does a command's work on an open node, and closes it again. A wrong configuration is a UsageError. */
export async function withNode(
  shell: Shell,
  command: Command,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  const { config: file, json } = globalOptions(command);
  const config = asUsage(() => shell.readConfig(file));
  await using node = await shell.openNode(config);
  await work({ node, config, say: createOutput(shell.out, json) });
}
