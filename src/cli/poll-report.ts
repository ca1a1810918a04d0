import type { PollReport } from "../exchange/polling/poller.ts";
import { summaryJson } from "../sinks/poll-json.ts";
import type { Commons } from "../store/commons.ts";
import type { PollSummary } from "../store/polls.ts";
import { count } from "./output.ts";
import { refusalTable } from "./refusal-table.ts";
import { formatTable, notes } from "./table.ts";

/** What may have happened to an event, and how it is called, in the order in which it is listed. */
export const words = {
  fresh: "new",
  revised: "changed",
  proposed: "proposal",
  returned: "back",
  vanished: "not in feed",
  sighted: "also there",
} as const;
export type Kind = keyof typeof words;
const kinds = Object.keys(words) as readonly Kind[];

/** How many events a person is shown; `--json` has all. */
const mostShown = 40;

/** One event that a poll touched. */
export interface Change {
  readonly kind: Kind;
  readonly uid: string;
  readonly title: string;
  readonly site: string;
}

/** The first events that polls touched, news first, with their titles; `total` counts the others, too. */
export async function changesOf(
  reports: readonly PollReport[],
  commons: Pick<Commons, "list">,
): Promise<{ readonly shown: readonly Change[]; readonly total: number }> {
  const all = kinds.flatMap((kind) =>
    reports.flatMap(({ site, summary }) =>
      (summary?.[kind] ?? []).map((uid) => ({ kind, uid, site: site.name })),
    ),
  );
  const shown: Change[] = [];
  for (const change of all.slice(0, mostShown)) {
    const { rows } = await commons.list({ uid: change.uid, limit: 1 });
    shown.push({ ...change, title: rows[0]?.event.title ?? "" });
  }
  return { shown, total: all.length };
}

/** What polls came to, for programs. */
export function pollJson(reports: readonly PollReport[]): object {
  return {
    sites: reports.map(({ site: { id, name, url }, outcome, reason, summary }) => ({
      id,
      name,
      url,
      outcome,
      reason,
      ...summaryJson(summary),
    })),
  };
}

/** What polls came to, for people: the sites, the events that changed, and what was refused and why. */
export function pollText(
  reports: readonly PollReport[],
  changes: Awaited<ReturnType<typeof changesOf>>,
  width: number,
): string {
  const refused = reports.flatMap(({ site, summary }) =>
    (summary?.refused ?? []).map((refusal) => ({ ...refusal, from: site.name })),
  );
  const parts = [
    siteTable(reports, width),
    changes.shown.length === 0 ? "" : changeTable(changes.shown, width) + rest(changes.total),
    refusalTable(refused),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function siteTable(reports: readonly PollReport[], width: number): string {
  const number = (of: (summary: PollSummary) => number) => (report: PollReport) =>
    report.summary === null ? "" : of(report.summary) || "";
  const table = formatTable(
    reports,
    [
      { title: "SITE", value: ({ site }) => site.name, shrinks: true },
      { title: "RESULT", value: ({ outcome }) => outcome },
      ...kinds.map((kind) => ({
        title: words[kind].toUpperCase(),
        value: number((summary) => summary[kind].length),
        align: "right" as const,
      })),
      { title: "SAME", value: number(({ unchanged }) => unchanged), align: "right" },
      { title: "REFUSED", value: number(({ refused }) => refused.length), align: "right" },
    ],
    width,
  );
  return table + notes(reports.flatMap(({ site, reason }) => (reason === null ? [] : [[site.name, reason]])));
}

function changeTable(changes: readonly Change[], width: number): string {
  return formatTable(
    changes,
    [
      { title: "EVENT", value: ({ kind }) => words[kind] },
      { title: "TITLE", value: ({ title }) => title, shrinks: true },
      { title: "SITE", value: ({ site }) => site, shrinks: true },
      { title: "UID", value: ({ uid }) => uid, spare: true },
    ],
    width,
  );
}

function rest(total: number): string {
  return total > mostShown ? `… and ${count(total - mostShown, "more event")}; --json has all\n` : "";
}
