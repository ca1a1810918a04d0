import { Cron } from "croner";

export type Schedule =
  { readonly kind: "interval"; readonly ms: number } | { readonly kind: "cron"; readonly pattern: string };

const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;
const units: Readonly<Record<string, number>> = { s: second, m: minute, h: 60 * minute, d: day };

const shortest = 10 * second;
const longest = 60 * day;
/** Between these a feed's own refresh interval is respected (protocol, section 3). */
const soonestRefresh = 5 * minute;
const latestRefresh = 7 * day;
/** Share of a wait that jitter may add, so that nodes don't all poll a site in the same second. */
const spread = 0.1;

/** Reads `12h` or `10d`, ms; null where it is not 1 hour to 30 days (protocol, section 7, push-register). */
export function parseLease(text: string): number | null {
  const schedule = parseSchedule(text);
  if (schedule?.kind !== "interval") return null;
  return schedule.ms >= 60 * minute && schedule.ms <= 30 * day ? schedule.ms : null;
}

/** Reads `90s`, `30m`, `1h`, `2d` (10 s to 60 d) or a cron pattern of five fields; null where it is neither. */
export function parseSchedule(text: string): Schedule | null {
  const interval = /^([1-9]\d{0,5})([smhd])$/.exec(text);
  if (interval === null) return isCron(text) ? { kind: "cron", pattern: text } : null;
  const ms = Number(interval[1]) * (units[interval[2] ?? ""] ?? 0);
  return ms >= shortest && ms <= longest ? { kind: "interval", ms } : null;
}

/** A pattern that never matches (`0 0 30 2 *`) is none; 1970 stands for any reference date. */
function isCron(text: string): boolean {
  try {
    return cron(text, "UTC").nextRun(new Date(0)) !== null;
  } catch {
    return false;
  }
}

/**
 * When a site is polled next, ms since 1970.
 * An interval gives way to the feed's own (`refreshMs`, from REFRESH-INTERVAL or X-PUBLISHED-TTL; 5 minutes to
 * 7 days), a cron pattern does not. `jitter`, 0 to 1, delays by up to a tenth of the wait (of a cron pattern's at most
 * a minute); nothing is ever polled early.
 */
export function nextPoll(
  schedule: Schedule,
  at: {
    readonly after: number;
    readonly timezone: string;
    readonly jitter: number;
    readonly refreshMs?: number | null;
  },
): number {
  const { after, jitter } = at;
  if (schedule.kind === "cron") {
    const run =
      cron(schedule.pattern, at.timezone).nextRun(new Date(after))?.getTime() ?? after + latestRefresh;
    return Math.round(run + Math.min(minute, (run - after) * spread) * jitter);
  }
  const wait = at.refreshMs ? clamp(at.refreshMs, soonestRefresh, latestRefresh) : schedule.ms;
  return Math.round(after + wait * (1 + spread * jitter));
}

function cron(pattern: string, timezone: string): Cron {
  return new Cron(pattern, { timezone, paused: true, mode: "5-part" });
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
