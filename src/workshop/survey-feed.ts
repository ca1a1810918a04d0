import { describe } from "../core/ical/event.ts";
import type { FeedHead } from "../core/ical/feed-head.ts";
import { expand } from "../core/ical/occurrences.ts";
import type { EventSummary, Occurrence } from "../core/model/event.ts";
import type { Refusal } from "../core/model/refusal.ts";
import type { Version } from "../core/model/version.ts";
import { cutBlocks, type CutOrder, split } from "./cut-feed.ts";

/** A feed that people want to look at before it is polled. */
export interface SurveyOrder extends CutOrder {
  /** ms since 1970. */
  readonly now: number;
  readonly timezone: string;
}

/** What is seen of a feed at a time. */
export type FeedSurvey =
  | {
      readonly kind: "head";
      readonly head: FeedHead;
      readonly complete: boolean;
      readonly refused: readonly Refusal[];
    }
  | { readonly kind: "looks"; readonly looks: readonly Look[]; readonly refused: readonly Refusal[] };

/** What is kept of an event and its happenings: of a large feed they would be millions. */
export interface Look {
  readonly uid: string;
  readonly first: number | null;
  readonly last: number | null;
  /** The next one to come, as it is told of. */
  readonly next: (Occurrence & Pick<EventSummary, "title" | "location" | "recurring">) | null;
}

const YEAR = 366 * 86_400_000;
/** All that has a year of four digits. */
const EVER = { from: -62_135_596_800_000, to: 253_402_300_799_000 };
/** Rules of a feed that nobody has chosen yet may cost less than those of one that is polled. */
const STEPS = 5_000;
/** Happenings of one event that are looked at: two years of days. */
const HAPPENINGS = 800;
/** Steps for all events of a feed together: after that, only those that do not recur are looked at. */
const ALL_STEPS = 400_000;
const AT_ONCE = 50;

export function* surveyFeed(order: SurveyOrder): Generator<FeedSurvey> {
  const { head, blocks, refused, complete } = split(order);
  yield { kind: "head", head, complete, refused };
  let [looks, left]: [Look[], Refusal[]] = [[], []];
  const patience = { steps: ALL_STEPS };
  for (const cut of cutBlocks(blocks, order)) {
    if ("refusal" in cut) left.push(cut.refusal);
    else looks.push(lookAt(cut.version, order, patience));
    if (looks.length + left.length < AT_ONCE) continue;
    yield { kind: "looks", looks, refused: left };
    [looks, left] = [[], []];
  }
  yield { kind: "looks", looks, refused: left };
}

function lookAt({ uid, text }: Version, { now, timezone }: SurveyOrder, patience: { steps: number }): Look {
  const { title, location, recurring } = describe(text);
  const happens = recurring
    ? happeningsAround(text, now, timezone, patience)
    : expand(text, { ...EVER, timezone }).occurrences;
  const next = happens.find(({ end, start }) => end > now || start >= now) ?? null;
  return {
    uid,
    first: happens[0]?.start ?? null,
    last: happens.at(-1)?.start ?? null,
    next: next && { ...next, title: next.title ?? title, location: next.location ?? location, recurring },
  };
}

/** From a year ago to a year from now. */
function happeningsAround(
  text: string,
  now: number,
  timezone: string,
  patience: { steps: number },
): readonly Occurrence[] {
  if (patience.steps <= 0) return [];
  const window = { from: now - YEAR, to: now + YEAR, timezone, maxSteps: STEPS, maxOccurrences: HAPPENINGS };
  const { occurrences, problem } = expand(text, window);
  patience.steps -= problem === null ? occurrences.length : STEPS;
  return occurrences;
}
