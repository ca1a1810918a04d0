import { DomainError } from "../core/model/domain-error.ts";
import { randomFraction, type Random } from "./random.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits after the first, second, … failed delivery, the last one for ever after (protocol, section 9). */
const WAITS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  12 * HOUR,
];

/** A peer that asks for more patience than this is tried all the same. */
const LONGEST = 24 * HOUR;

/**
 * How long to wait, ms, after `failures` failed deliveries in a row (1 or more), or as long as the peer's
 * `Retry-After` asks, up to a day. `jitter` from 0 to 1 spreads the tries of many senders over a fifth more.
 */
function retryWait(failures: number, jitter: number, retryAfter: number | null): number {
  const wait = WAITS[Math.min(failures, WAITS.length) - 1] ?? HOUR;
  return Math.min(Math.max(wait * (1 + jitter / 5), retryAfter ?? 0), LONGEST);
}

/** When to try again, ms, after `failures` in a row, of which this was the last: it may say how long to wait. */
export function retryAt(error: unknown, failures: number, now: number, random: Random): number {
  const { retryAfter } = error instanceof DomainError ? error.details : {};
  return now + Math.ceil(retryWait(failures, randomFraction(random), Number(retryAfter ?? 0)));
}

/** `Retry-After` in ms, be it seconds or an HTTP date (RFC 9110, section 10.2.3); null where it says nothing. */
export function parseRetryAfter(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * SECOND;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
