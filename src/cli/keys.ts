import type { Command } from "commander";
import { grouped } from "./fingerprint.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";

/** `discal keys`: the node's fingerprint, which operators tell each other, and its certificate. */
export function addKeys(program: Command, shell: Shell): void {
  program
    .command("keys")
    .description("show the fingerprint of this node's key, or its certificate")
    .option("--armor", "print the public certificate instead, as gpg reads it")
    .addHelpText(
      "after",
      `
Examples:
  discal keys
  discal keys --armor | gpg --import`,
    )
    .action(async ({ armor }: { armor?: true }, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        const { fingerprint, certificate } = node.self.signer;
        say({ fingerprint, certificate }, () =>
          armor === true ? certificate : `${fingerprint}\n${grouped(fingerprint)}\n`,
        );
      });
    });
}
