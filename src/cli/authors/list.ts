import type { Command } from "commander";
import { authorJson } from "../../sinks/author-json.ts";
import type { KeyAuthor } from "../../store/keys.ts";
import { minuteText } from "../../sinks/moment.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { formatTable } from "../table.ts";

/** `discal authors list`: who may enter events by a key, and who once might. */
export function addListAuthors(authors: Command, shell: Shell): void {
  authors
    .command("list", { isDefault: true })
    .description("list who may enter events by a key, and who once might")
    .addHelpText(
      "after",
      `
Examples:
  discal authors list
  discal authors list --json | jq '.authors[] | select(.removed_at == null)'`,
    )
    .action(async (_options: object, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const people = await node.store.keys.authors();
        say({ authors: people.map(authorJson) }, (width) => table(people, config.node.timezone, width));
      });
    });
}

function table(people: readonly KeyAuthor[], timezone: string, width: number): string {
  if (people.length === 0) return "No authors yet: npx discal authors add KEYFILE --name NAME";
  return formatTable(
    people,
    [
      { title: "NAME", value: ({ name }) => name, shrinks: true },
      { title: "KEY", value: ({ fingerprint }) => fingerprint },
      { title: "ADDED", value: ({ addedAt }) => minuteText(addedAt, timezone), spare: true },
      { title: "REMOVED", value: ({ removedAt }) => minuteText(removedAt, timezone) },
    ],
    width,
  );
}
