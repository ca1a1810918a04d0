import type { Refusal } from "./refusal.ts";

/** What happened to one event in a poll. */
export type PollChange = "fresh" | "revised" | "proposed" | "vanished" | "returned";

/** One line in the log of a site's polls; equal polls without news in a row are one line. Times in ms since 1970. */
export interface PollEntry {
  readonly at: number;
  /** The last of the equal ones; `at` where there was one. */
  readonly until: number;
  readonly times: number;
  readonly outcome: "changed" | "unchanged" | "failed";
  /** Of a failed poll; null otherwise. */
  readonly reason: string | null;
  readonly counts: Readonly<Record<PollChange | "refused", number>>;
  /** Some of the events that changed, at most 20. */
  readonly changes: readonly { readonly change: PollChange; readonly uid: string; readonly title: string }[];
}

/** How a feed would be taken in, before anything is: nothing of it is stored. */
export interface SitePreview {
  /** Where the feed was found in the end. */
  readonly url: string;
  /** What it calls itself; null where it says nothing. */
  readonly name: string | null;
  /** How often it asks to be polled, ms. */
  readonly refreshMs: number | null;
  /** False where the body broke off. */
  readonly complete: boolean;
  readonly bytes: number;
  readonly objects: number;
  /** Not known to this node so far. */
  readonly fresh: number;
  /** Known already, from whatever way: the first site in the configuration leads. */
  readonly known: number;
  /** First and last happening that the feed tells of, ms; null where it tells of none. */
  readonly first: number | null;
  readonly last: number | null;
  /** The next events to come, at most 20. */
  readonly samples: readonly {
    readonly uid: string;
    readonly title: string;
    readonly location: string;
    /** Of its next happening: a date, or a time in the node's zone, `2026-03-16T19:00:00`. */
    readonly start: string;
    readonly recurring: boolean;
    readonly fresh: boolean;
  }[];
  readonly refused: readonly Refusal[];
  /** Origin of the DisCal node that publishes it: better a peer than a feed. Null where it is a plain feed. */
  readonly peer: string | null;
}
