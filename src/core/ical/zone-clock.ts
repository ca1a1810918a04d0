import { DAY } from "./event-date.ts";

/** Seconds that a zone's wall clock is ahead of UTC at an instant (seconds since 1970). */
export function offsetAt(instant: number, zone: string): number {
  if (zone === "UTC") return 0;
  if (instant >= TABLE_END) return askTemporal(instant, zone);
  const table = tables.get(zone) ?? readTable(zone);
  let low = 0;
  let high = table.since.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (table.since[middle]! <= instant) low = middle;
    else high = middle - 1;
  }
  return table.offsets[low]!;
}

/** The wall clock of a zone at an instant; both in seconds since 1970. */
export function toLocal(instant: number, zone: string): number {
  return instant + offsetAt(instant, zone);
}

/**
 * The instant of a wall-clock time (RFC 5545, section 3.3.5): of a time that occurs twice the first one, and a
 * time that does not occur is read with the offset from before the gap.
 */
export function toInstant(local: number, zone: string): number {
  if (zone === "UTC") return local;
  const before = offsetAt(local - DAY, zone);
  const after = offsetAt(local + DAY, zone);
  if (before === after || offsetAt(local - before, zone) === before) return local - before;
  return offsetAt(local - after, zone) === after ? local - after : local - before;
}

/** Transitions of one zone: `offsets[i]` holds from `since[i]` on, the first one ever before. */
interface Table {
  readonly since: readonly number[];
  readonly offsets: readonly number[];
}

/** Asking Temporal costs 3 µs, this 0.05 µs: a zone's transitions are read once, at its first use. */
function readTable(zone: string): Table {
  const since = [TABLE_START];
  const offsets = [askTemporal(TABLE_START, zone)];
  let moment = zoned(TABLE_START, zone).getTimeZoneTransition("next");
  while (moment !== null && moment.epochMilliseconds < TABLE_END * 1000) {
    since.push(Math.floor(moment.epochMilliseconds / 1000));
    offsets.push(Math.round(moment.offsetNanoseconds / 1e9));
    moment = moment.getTimeZoneTransition("next");
  }
  const table = { since, offsets };
  tables.set(zone, table);
  return table;
}

function askTemporal(instant: number, zone: string): number {
  return Math.round(zoned(instant, zone).offsetNanoseconds / 1e9);
}

function zoned(instant: number, zone: string): Temporal.ZonedDateTime {
  return new Temporal.ZonedDateTime(BigInt(instant) * 1_000_000_000n, zone);
}

/** 1800-01-01: no clock was changed before. */
const TABLE_START = -5_364_662_400;
const TABLE_END = 4_102_444_800; // 2100-01-01
const tables = new Map<string, Table>();
