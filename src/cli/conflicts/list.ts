import type { Command } from "commander";
import { waitingMatters } from "../../exchange/editing/desk.ts";
import { matterJson } from "../../sinks/desk-json.ts";
import type { Matter } from "../../sinks/matter.ts";
import { readLimit } from "../event-query.ts";
import { findSite } from "../find-site.ts";
import { minuteText } from "../../sinks/moment.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { formatTable } from "../table.ts";

interface Options {
  readonly proposals?: true;
  readonly site?: string;
  readonly text?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** `discal conflicts list`: events of which a person is to decide. */
export function addConflictsList(conflicts: Command, shell: Shell): void {
  conflicts
    .command("list", { isDefault: true })
    .description("list events of which several versions stand at one revision")
    .option("--proposals", "those to which changes are proposed instead")
    .option("--site <site>", "only what this site shows: its number, name or address")
    .option("--text <words>", "only those with these words")
    .option("--limit <number>", "how many, at most 1000", readLimit, 50)
    .option("--cursor <cursor>", "go on where the page before ended")
    .addHelpText(
      "after",
      `
Every node publishes the same one of several versions until a person decides.

Examples:
  discal conflicts
  discal conflicts --proposals --site "Town library"
  discal conflicts show 5f1c@library.example`,
    )
    .action(async ({ proposals, site, text, limit, cursor = "" }: Options, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const { store } = node;
        const page = await waitingMatters(store, {
          kind: proposals === true ? "proposal" : "conflict",
          ...(site !== undefined && { siteId: findSite(await store.registry.all(), site).id }),
          ...(text !== undefined && { text }),
          after: cursor,
          limit,
        });
        say({ conflicts: page.matters.map(matterJson), next: page.next }, (width) =>
          pageText(page, { timezone: config.node.timezone, width, proposals: proposals === true }),
        );
      });
    });
}

function pageText(
  { matters, next }: { readonly matters: readonly Matter[]; readonly next: string | null },
  {
    timezone,
    width,
    proposals,
  }: { readonly timezone: string; readonly width: number; readonly proposals: boolean },
): string {
  const [first] = matters;
  if (first === undefined)
    return proposals
      ? "Nothing is proposed."
      : "No conflicts: of each event one version stands. --proposals lists changes that wait.";
  const table = formatTable(
    matters,
    [
      { title: "TITLE", value: ({ title }) => title, shrinks: true },
      { title: "VERSIONS", value: ({ versions }) => versions.length, align: "right" },
      { title: "DIFFER IN", value: differing, shrinks: true },
      { title: "SINCE", value: (matter) => minuteText(lastReceived(matter), timezone), spare: true },
      { title: "UID", value: ({ stored }) => stored.uid },
    ],
    width,
  );
  const more = next === null ? "" : `… more with --cursor ${next}\n`;
  return `${table}${more}\nSide by side: npx discal conflicts show ${first.stored.uid}\n`;
}

function differing({ fields }: Matter): string {
  return fields
    .filter(({ agree }) => !agree)
    .map(({ key }) => key)
    .join(", ");
}

function lastReceived({ versions }: Matter): number {
  return Math.max(...versions.map(({ receivedAt }) => receivedAt));
}
