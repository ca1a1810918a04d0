import type { Command } from "commander";
import type { KeyAuthor } from "../../store/keys.ts";
import { UsageError } from "../exit.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";

/** `discal authors remove`: whoever has this key may enter events no more. */
export function addRemoveAuthor(authors: Command, shell: Shell): void {
  authors
    .command("remove")
    .description("let somebody enter no more events; what they entered stays")
    .argument("<author>", "name or fingerprint")
    .addHelpText(
      "after",
      `
Examples:
  discal authors remove Anna`,
    )
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        const { fingerprint, name } = findAuthor(await node.store.keys.authors(), wanted);
        await node.store.keys.removeAuthor(fingerprint, shell.clock());
        say({ removed: { fingerprint, name } }, () => `${name} may enter events no more.`);
      });
    });
}

/** By name or fingerprint, among those who may still enter events. */
function findAuthor(people: readonly KeyAuthor[], wanted: string): KeyAuthor {
  const key = wanted.replaceAll(/\s/g, "").toUpperCase();
  const active = people.filter(({ removedAt }) => removedAt === null);
  const found = active.filter(
    ({ name, fingerprint }) => fingerprint === key || name.toLowerCase() === wanted.toLowerCase(),
  );
  const [author] = found;
  if (author === undefined)
    throw new UsageError(`there is no author "${wanted}"; \`npx discal authors list\` lists them`);
  if (found.length === 1) return author;
  const keys = found.map(({ fingerprint }) => fingerprint).join(", ");
  throw new UsageError(`several authors are called "${wanted}": name one by the key, ${keys}`);
}
