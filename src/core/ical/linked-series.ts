import { DAY } from "./event-date.ts";
import type { Moment } from "./event-moment.ts";
import { formatLocal } from "./event-time.ts";
import { expand } from "./occurrences.ts";
import { FLOATING } from "./written-time.ts";
import { toInstant } from "./zone-clock.ts";

/**
 * Does a series have this happening, by the text of its master alone? A date means any on that day. Where that takes too
 * much work to tell, it has.
 */
export function isWithin(master: string, { local, dateOnly, zone }: Moment): boolean {
  const at = toInstant(local, zone ?? FLOATING) * 1000;
  const window = { from: at - DAY * 1000, to: at + 2 * DAY * 1000, timezone: FLOATING };
  const { occurrences, problem } = expand(master, window);
  const day = formatLocal(local, true);
  return (
    problem !== null ||
    occurrences.some(({ start, localStart }) => (dateOnly ? localStart.startsWith(day) : start === at))
  );
}
