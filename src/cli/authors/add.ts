import type { Command } from "commander";
import { grouped } from "../fingerprint.ts";
import { readInput } from "../read-input.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";

/** `discal authors add`: whoever has this key may enter events. */
export function addAddAuthor(authors: Command, shell: Shell): void {
  authors
    .command("add")
    .description("let whoever has this key enter events")
    .argument("<keyfile>", "the public key, as `gpg --armor --export` writes it; - is standard input")
    .requiredOption("--name <name>", "whose key it is, for people of this node")
    .addHelpText(
      "after",
      `
Added again, a key that was renewed is taken over, and somebody who was removed
comes back.

Examples:
  discal authors add anna.asc --name Anna
  gpg --armor --export anna@example.org | discal authors add - --name Anna`,
    )
    .action(async (file: string, { name }: { name: string }, command: Command) => {
      const certificate = Buffer.from(await readInput(shell, file)).toString("utf8");
      await withNode(shell, command, async ({ node, say }) => {
        const { fingerprint } = await node.addAuthor(certificate, name);
        say({ fingerprint, name }, () => `${name} may enter events by the key\n${grouped(fingerprint)}`);
      });
    });
}
