import { feedEnd, feedObject, feedStart, newFeedState } from "../core/ical/write.ts";
import type { FeedHeading } from "../core/ical/write.ts";
import type { EventFilter } from "../core/model/filter.ts";
import type { Commons, PublishedObject } from "../store/commons.ts";
import { breathe } from "../workshop/breathe.ts";

/** Which objects a feed holds: as far as a filter holds, with an occurrence between `from` and `to` (ms) or any. */
export interface CalendarSelection extends EventFilter {
  readonly from?: number;
  readonly to?: number;
  /** Deleted ones are carried where they were deleted after this, ms. */
  readonly tombstonesSince: number;
}

/** Objects in memory at a time: at 64 KiB for each at most, 6 MiB. */
const PAGE = 100;

/** A feed as text, from the stored bytes, a page of objects at a time. */
export async function* calendarStream(
  commons: Pick<Commons, "published">,
  selection: CalendarSelection,
  heading: FeedHeading,
): AsyncGenerator<string> {
  const state = newFeedState();
  yield feedStart(heading);
  for (let after: string | undefined = ""; after !== undefined;) {
    const page = await commons.published({ ...selection, after, limit: PAGE });
    yield page.map((each) => feedObject(each, state)).join("");
    after = page.length < PAGE ? undefined : page.at(-1)?.version.uid;
    // Whoever takes it as fast as it comes would else keep all others waiting until its end.
    if (after !== undefined) await breathe();
  }
  yield feedEnd(state);
}

/** The calendar of one object, whole. */
export function objectCalendar(object: PublishedObject, heading: FeedHeading): string {
  const state = newFeedState();
  return feedStart(heading) + feedObject(object, state) + feedEnd(state);
}
