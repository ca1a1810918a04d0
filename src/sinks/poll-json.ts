import type { PollEntry, SitePreview } from "../core/model/poll-entry.ts";
import type { PollSummary } from "../store/polls.ts";
import { instantOf } from "./instant.ts";

/** The JSON of what a poll came to, by UID; of one that came to nothing, too. */
export function summaryJson(summary: PollSummary | null) {
  return {
    fresh: summary?.fresh ?? [],
    revised: summary?.revised ?? [],
    proposed: summary?.proposed ?? [],
    returned: summary?.returned ?? [],
    vanished: summary?.vanished ?? [],
    sighted: summary?.sighted ?? [],
    unchanged: summary?.unchanged ?? 0,
    refused: summary?.refused ?? [],
  };
}

/** The JSON of a line of the log of polls. */
export function pollJson({ at, until, ...entry }: PollEntry) {
  return { ...entry, at: instantOf(at), until: instantOf(until) };
}

/** The JSON of what a feed would bring. */
export function previewJson({ refreshMs, first, last, ...preview }: SitePreview) {
  return { ...preview, refresh_ms: refreshMs, first: instantOf(first), last: instantOf(last) };
}
