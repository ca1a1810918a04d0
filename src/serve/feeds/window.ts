import { DomainError } from "../../core/model/domain-error.ts";

/** A stretch of time, ms since 1970; open where a side is missing. */
export interface Window {
  readonly from?: number;
  readonly to?: number;
}

/**
 * Reads `from` and `to`: a date (`2026-11-21`, the whole day in the node's zone, so that `to` is included), or
 * an instant (`2026-11-21T18:00:00Z`). Empty counts as missing. Throws a DomainError `invalid`.
 */
export function readWindow(
  query: { readonly from?: string | undefined; readonly to?: string | undefined },
  timezone: string,
): Window {
  const from = query.from ? readEdge("from", query.from, timezone, 0) : undefined;
  const to = query.to ? readEdge("to", query.to, timezone, 1) : undefined;
  if (from !== undefined && to !== undefined && from >= to) {
    throw new DomainError("invalid", `\`from\` (${query.from}) is after \`to\` (${query.to}): swap them.`);
  }
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** First moment of a day in a zone, ms. */
export function dayStart(day: Temporal.PlainDate, timezone: string): number {
  return day.toZonedDateTime(timezone).epochMilliseconds;
}

/** First moment of today in a zone, ms. */
export function startOfToday(now: number, timezone: string): number {
  return dayStart(dayOf(now, timezone), timezone);
}

/** The day that a moment (ms) falls on in a zone. */
export function dayOf(moment: number, timezone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(timezone).toPlainDate();
}

function readEdge(name: string, value: string, timezone: string, laterDays: number): number {
  try {
    if (DATE.test(value)) return dayStart(Temporal.PlainDate.from(value).add({ days: laterDays }), timezone);
    if (INSTANT.test(value)) return Temporal.Instant.from(value).epochMilliseconds;
  } catch {
    // It looks like one, but no calendar has such a day: refused like everything else.
  }
  throw new DomainError(
    "invalid",
    `\`${name}\` is “${value.slice(0, 40)}”: expected a date such as 2026-11-21, or an instant such as 2026-11-21T18:00:00Z.`,
    { parameter: name },
  );
}

const DATE = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;
