import type { Command } from "commander";
import { describe } from "../../core/ical/event.ts";
import type { Difference } from "../../core/ical/differences.ts";
import { authorOf } from "../../exchange/editing/author-of.ts";
import { historyJson } from "../../sinks/history-json.ts";
import { historyOf } from "../../sinks/history.ts";
import type { HistoryEntry } from "../../sinks/history.ts";
import { minuteText } from "../../sinks/moment.ts";
import { eventArgument, namedEvent } from "./revised.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { formatFacts, formatTable } from "../table.ts";

/** Says who wrote a version. */
type AuthorOf = (entry: HistoryEntry) => string;

/** `discal events history`: how an event came to be what it is. */
export function addEventsHistory(events: Command, shell: Shell): void {
  events
    .command("history")
    .description("show who wrote which version of an event, what each changed, rivals and proposals")
    .argument("<event>", eventArgument)
    .addHelpText(
      "after",
      `
Examples:
  discal events history "evening of songs"
  discal events history 5f1c@library.example --json | jq '.versions[0].changes'`,
    )
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async (session) => {
        const { node, config, say } = session;
        const stored = await namedEvent(session, shell, wanted);
        const entries = historyOf(stored);
        const written = authorOf(await node.store.registry.all());
        const author: AuthorOf = ({ version }) => written(version);
        say(
          { uid: stored.uid, versions: entries.map((entry) => historyJson(entry, author(entry))) },
          (width) =>
            [
              versionTable(entries, author, config.node.timezone, width),
              ...entries.map((entry) => changesText(entry, width)),
            ]
              .filter((text) => text !== "")
              .join("\n"),
        );
      });
    });
}

function versionTable(
  entries: readonly HistoryEntry[],
  author: AuthorOf,
  timezone: string,
  width: number,
): string {
  return formatTable(
    entries,
    [
      { title: "REVISION", value: ({ version }) => version.revision, align: "right" },
      { title: "STATE", value: ({ state }) => state },
      { title: "SINCE", value: ({ since }) => minuteText(since, timezone) },
      { title: "WRITTEN", value: (entry) => minuteText(entry.writtenAt, timezone), spare: true },
      { title: "BY", value: author, shrinks: true },
      { title: "TITLE", value: ({ version }) => describe(version.text).title, shrinks: true, spare: true },
      {
        title: "WHY",
        value: ({ state, why }) => (state === "proposed" ? why : ""),
        shrinks: true,
        spare: true,
      },
    ],
    width,
  );
}

/** What a version changes, a line for each field; "" of the first one that is known. */
function changesText({ version, state, against, changes }: HistoryEntry, width: number): string {
  if (against === null) return "";
  const what = state === "proposed" ? "The proposal" : state === "rival" ? "The rival" : "";
  const subject = what === "" ? `Revision ${version.revision}` : `${what} of revision ${version.revision}`;
  const verb = state === "rival" ? "differs from" : state === "proposed" ? "would change" : "changed";
  const heading = `${subject} ${verb} revision ${against.revision}:\n`;
  if (version.deleted) return `${heading}  deleted\n`;
  const lines = formatFacts(
    changes.map((change) => [labelOf(change), changeText(change)]),
    width - 2,
  );
  return heading + lines.replaceAll(/^(?=.)/gm, "  ");
}

function labelOf({ happening, field }: Difference): string {
  return happening === null ? field : `${field} of ${happening}`;
}

function changeText({ before, after }: Difference): string {
  return `${before === "" ? "(nothing)" : before} → ${after === "" ? "(nothing)" : after}`;
}
