import type { Command } from "commander";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";

/** `discal keys export`: the public certificate, with all subkeys that ever signed. */
export function addExportKey(keys: Command, shell: Shell): void {
  keys
    .command("export")
    .description("print the public certificate, as gpg reads it")
    .addHelpText(
      "after",
      `
Examples:
  discal keys export | gpg --import
  discal keys export > calendar.asc`,
    )
    .action(async (_options: object, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        const { fingerprint, certificate } = node.self.signer;
        say({ fingerprint, certificate }, () => certificate);
      });
    });
}
