import { dayStart } from "../serve/feeds/window.ts";
import { UsageError } from "./exit.ts";

const DAY = 86_400_000;
const SPANS: Readonly<Record<string, number>> = { h: DAY / 24, d: DAY, w: 7 * DAY, y: 365 * DAY };

/**
 * The moment (ms) that `--expires` means: a span from now (`12h`, `90d`, `4w`, `1y`), the end of a date in the node's
 * zone, or null for `never`. Throws a UsageError for anything else, and for what is past.
 */
export function expiryOf(text: string, now: number, timezone: string): number | null {
  if (text === "never") return null;
  const [, number, unit = ""] = /^([1-9]\d{0,3})([hdwy])$/.exec(text) ?? [];
  const at = number === undefined ? endOfDay(text, timezone) : now + Number(number) * (SPANS[unit] ?? 0);
  if (at === null)
    throw new UsageError(
      `--expires is "${text}": expected a span such as 90d, a date such as 2027-07-31, or never`,
    );
  if (at <= now) throw new UsageError(`--expires is "${text}": that is past`);
  return at;
}

function endOfDay(text: string, timezone: string): number | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  try {
    return dayStart(Temporal.PlainDate.from(text, { overflow: "reject" }).add({ days: 1 }), timezone);
  } catch {
    return null;
  }
}
