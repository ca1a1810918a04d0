import { parseContentLine } from "./contentline.ts";
import { DAY, dayNumber } from "./event-date.ts";
import { parseTime } from "./event-time.ts";
import { instancesOf } from "./recurrence-instances.ts";
import type { Steps } from "./recurrence-periods.ts";
import { parseRule, type RecurrenceRule } from "./recurrence-rule.ts";
import { offsetAt } from "./zone-clock.ts";
import { fixedZone } from "./zone-guess.ts";
import { zoneNames } from "./zone-names.ts";

/**
 * The zone that keeps the same time as a VTIMEZONE (its content lines) over the last year of its changes, or nearly
 * so; else its standard offset. Null where the definition has none.
 */
export function zoneByRules(vtimezone: readonly string[]): string | null {
  const observances = readObservances(vtimezone);
  const standard = observances.find((each) => each.standard) ?? observances[0];
  if (standard === undefined) return null;
  if (observances.every((each) => each.to === standard.to)) return fixedZone(standard.to);
  const steps: Steps = { left: MOST_STEPS };
  // Rules without an end may be those of the time when they were written.
  for (const year of [2027, 2007]) {
    const zone = closestZone(sample(onsetsOf(observances, dayNumber(year, 1, 1) * DAY, steps)));
    if (zone !== null) return zone;
  }
  return fixedZone(standard.to);
}

/** The zone that differs in the fewest samples, at most in one of ten: definitions are often a little off. */
function closestZone(samples: readonly Sample[]): string | null {
  // No place on earth changes its clocks so often.
  if (samples.length > MOST_SAMPLES) return null;
  let closest: string | null = null;
  let fewest = samples.length / 10;
  for (const zone of zoneNames()) {
    let misses = 0;
    for (const { at, offset } of samples) {
      if (offsetAt(at, zone) !== offset && ++misses >= fewest) break;
    }
    if (misses < fewest) [closest, fewest] = [zone, misses];
    if (fewest === 0) break;
  }
  return closest;
}

/** A STANDARD or DAYLIGHT of a VTIMEZONE (RFC 5545, section 3.6.5); offsets in seconds east of UTC. */
interface Observance {
  readonly standard: boolean;
  readonly from: number;
  readonly to: number;
  /** When it begins, on the wall clock before it. */
  readonly starts: readonly number[];
  readonly rule: RecurrenceRule | null;
}

function readObservances(vtimezone: readonly string[]): readonly Observance[] {
  const observances: Observance[] = [];
  let lines = new Map<string, string>();
  for (const line of vtimezone.map(parseContentLine)) {
    if (line === null) continue;
    if (line.name === "BEGIN") lines = new Map();
    else if (line.name !== "END") lines.set(line.name, line.value.trim());
    else if (lines.has("TZOFFSETTO")) {
      const to = parseOffset(lines.get("TZOFFSETTO")!);
      const from = parseOffset(lines.get("TZOFFSETFROM") ?? "") ?? to;
      const dates = [lines.get("DTSTART") ?? "", ...(lines.get("RDATE") ?? "").split(",")];
      const starts = dates.flatMap((date) => parseTime(date)?.local ?? []);
      const rule = parseRule(lines.get("RRULE") ?? "");
      const standard = line.value.trim().toUpperCase() === "STANDARD";
      if (to !== null && from !== null && starts.length > 0)
        observances.push({ standard, from, to, starts, rule });
      lines = new Map();
    }
  }
  return observances;
}

/** From an instant on, an offset. */
interface Sample {
  readonly at: number;
  readonly offset: number;
}

/** When which offset begins, by time, up to an instant; of rules only the last years before it. */
function onsetsOf(observances: readonly Observance[], until: number, steps: Steps): readonly Sample[] {
  const onsets: Sample[] = [];
  for (const { from, to, starts, rule } of observances) {
    const locals = new Set(starts);
    if (rule !== null) {
      const last = rule.until === null ? until : Math.min(until, rule.until.local + from);
      const range = { start: starts[0]!, from: last - 3 * YEAR, last };
      for (const local of instancesOf(rule, range, false, steps)) locals.add(local);
    }
    for (const local of locals) if (local - from <= until) onsets.push({ at: local - from, offset: to });
  }
  return onsets.sort((a, b) => a.at - b.at);
}

/** Every fifth day of the last year of changes and a month more, counted anew from each change. */
function sample(onsets: readonly Sample[]): readonly Sample[] {
  const end = onsets.at(-1)?.at ?? 0;
  const samples: Sample[] = [];
  for (const [index, { at, offset }] of onsets.entries()) {
    const next = onsets[index + 1]?.at ?? end + 30 * DAY;
    if (next <= end - YEAR) continue;
    for (let each = Math.max(at, end - YEAR); each < next; each += 5 * DAY)
      samples.push({ at: each, offset });
  }
  return samples;
}

function parseOffset(text: string): number | null {
  const match = /^([+-])(\d\d):?(\d\d):?(\d\d)?$/.exec(text);
  if (match === null) return null;
  const [hours, minutes, seconds] = match.slice(2, 5).map((digits) => Number(digits ?? 0));
  return (hours! * 3600 + minutes! * 60 + seconds!) * (match[1] === "-" ? -1 : 1);
}

const YEAR = 366 * DAY;
/** Of an object's own words, which may be anything: some 50 rules over 60 years, each counted from its beginning. */
const MOST_STEPS = 10_000;
/** A year of every fifth day, and thirty changes. */
const MOST_SAMPLES = 110;
