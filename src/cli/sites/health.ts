import type { Command } from "commander";
import { filterText } from "../../config/filter-text.ts";
import type { PollEntry } from "../../core/model/poll-entry.ts";
import { type SiteRow, sitesWithHealth } from "../../serve/feeds/site-health.ts";
import { pollJson } from "../../sinks/poll-json.ts";
import { readLimit } from "../event-query.ts";
import { findSite } from "../find-site.ts";
import { minuteText } from "../../sinks/moment.ts";
import { count } from "../output.ts";
import { words } from "../poll-report.ts";
import { refusalTable } from "../refusal-table.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { rowJson } from "./row-json.ts";
import { healthWord, troubleText } from "./health-words.ts";
import { formatFacts, formatTable, notes } from "../table.ts";

/** How many changed events a person is shown; `--json` has all that the log keeps. */
const mostChanges = 40;

/** `discal sites health`: how polling goes, of one site with its last polls, what changed, and what is refused. */
export function addSitesHealth(sites: Command, shell: Shell): void {
  sites
    .command("health")
    .description("show how polling goes: of one site its last polls, what changed, what is refused and why")
    .argument("[site]", "its name, number, address or host; without it, all sites at a glance")
    .option("--limit <number>", "how many polls are shown", readLimit, 10)
    .addHelpText(
      "after",
      `
Examples:
  discal sites health
  discal sites health "Town library"
  discal sites health "Town library" --json \\
    | jq -r '.refused[] | "\\(.line): \\(.reason)"'`,
    )
    .action(async (wanted: string | undefined, { limit }: { limit: number }, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const { timezone } = config.node;
        const rows = await sitesWithHealth(node.store.registry);
        if (wanted === undefined) {
          const enabled = rows.filter(({ site }) => site.enabled);
          say({ sites: enabled.map(rowJson) }, (width) => glance(enabled, timezone, width));
          return;
        }
        const { id } = findSite(
          rows.map(({ site }) => site),
          wanted,
        );
        const row = rows.find(({ site }) => site.id === id)!;
        const polls = await node.store.polls.history(id, limit);
        say({ ...rowJson(row), polls: polls.map(pollJson) }, (width) => {
          const parts = [
            formatFacts(factsOf(row, timezone), width),
            notes(troubleOf(row, timezone)).trimStart(),
            pollTable(polls, timezone, width),
            changeTable(polls, timezone, width),
            refusalTable(row.health?.refused ?? []),
          ];
          return parts.filter((part) => part !== "").join("\n");
        });
      });
    });
}

function glance(rows: readonly SiteRow[], timezone: string, width: number): string {
  if (rows.length === 0) return "No sites yet.";
  const table = formatTable(
    rows,
    [
      { title: "#", value: ({ site }) => site.id, align: "right" },
      { title: "NAME", value: ({ site }) => site.name, shrinks: true },
      { title: "STATE", value: healthWord },
      { title: "LAST POLL", value: ({ health }) => minuteText(health?.lastPoll ?? null, timezone) },
      { title: "NEXT POLL", value: (row) => minuteText(nextPoll(row), timezone) },
      { title: "REFUSED", value: ({ health }) => health?.refused.length || "", align: "right" },
    ],
    width,
  );
  return table + notes(rows.flatMap((row) => troubleOf(row, timezone)));
}

function troubleOf(row: SiteRow, timezone: string): readonly (readonly [string, string])[] {
  const trouble = troubleText(row, timezone);
  return trouble === null ? [] : [[row.site.name, trouble]];
}

/** What is suspended has none, whatever is remembered. */
function nextPoll({ health }: SiteRow): number | null {
  return health === null || health.suspended ? null : health.nextPoll;
}

function factsOf(row: SiteRow, timezone: string): readonly (readonly [string, string])[] {
  const { site, health } = row;
  return [
    ["site", `${site.name}, number ${site.id}`],
    ["address", site.url],
    ["taken", site.filterIn === null ? "" : `only ${filterText(site.filterIn)}`],
    ["state", healthWord(row)],
    ["events", health === null ? "" : String(health.events)],
    ["last poll", minuteText(health?.lastPoll ?? null, timezone)],
    ["last success", minuteText(health?.lastSuccess ?? null, timezone)],
    ["next poll", minuteText(nextPoll(row), timezone) || (site.poll === null ? "never by itself" : "")],
  ];
}

function pollTable(polls: readonly PollEntry[], timezone: string, width: number): string {
  if (polls.length === 0) return "";
  const number = (of: keyof PollEntry["counts"]) => ({
    title: of === "refused" ? "REFUSED" : words[of].toUpperCase(),
    value: ({ counts }: PollEntry) => counts[of] || "",
    align: "right" as const,
  });
  return formatTable(
    polls,
    [
      { title: "POLLED", value: ({ at }) => minuteText(at, timezone) },
      {
        title: "UNTIL",
        value: ({ until, times }) => (times > 1 ? `${minuteText(until, timezone)}, ${times} times` : ""),
        spare: true,
      },
      { title: "RESULT", value: ({ outcome }) => outcome },
      ...(["fresh", "revised", "proposed", "returned", "vanished", "refused"] as const).map(number),
      { title: "WHY", value: ({ reason }) => reason ?? "", shrinks: true },
    ],
    width,
  );
}

function changeTable(polls: readonly PollEntry[], timezone: string, width: number): string {
  const changes = polls.flatMap(({ at, changes }) => changes.map((change) => ({ at, ...change })));
  if (changes.length === 0) return "";
  const table = formatTable(
    changes.slice(0, mostChanges),
    [
      { title: "CHANGED", value: ({ at }) => minuteText(at, timezone) },
      { title: "EVENT", value: ({ change }) => words[change] },
      { title: "TITLE", value: ({ title }) => title, shrinks: true },
      { title: "UID", value: ({ uid }) => uid, spare: true },
    ],
    width,
  );
  const more = changes.length - mostChanges;
  return more > 0 ? `${table}… and ${count(more, "more change")}; --json has them\n` : table;
}
