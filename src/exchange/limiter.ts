import { DomainError } from "../core/model/domain-error.ts";

/** How much somebody may ask for. */
export interface Quota {
  /** Names it in answers. */
  readonly name: string;
  /** So many at once, after a time of rest. */
  readonly burst: number;
  readonly perMinute: number;
}

/** What is left to somebody. */
export interface Allowance {
  readonly quota: Quota;
  readonly allowed: boolean;
  readonly remaining: number;
  /** Until all is there again, or, where nothing is left, until the next request is answered; whole seconds. */
  readonly seconds: number;
}

interface Bucket {
  readonly tokens: number;
  /** ms. */
  readonly at: number;
}

/** A token bucket for each caller, on the caller's clock. Takes one, and says what is left. */
export type Limiter = (caller: string, now: number) => Allowance;

/** Whoever was not heard of for longest is forgotten first, and starts with a full bucket again. */
const MOST_CALLERS = 10_000;

export function createLimiter(quota: Quota, most: number = MOST_CALLERS): Limiter {
  const { burst, perMinute } = quota;
  const buckets = new Map<string, Bucket>();
  return (caller, now) => {
    const last = buckets.get(caller) ?? { tokens: burst, at: now };
    const full = Math.min(burst, last.tokens + (Math.max(0, now - last.at) * perMinute) / 60_000);
    const allowed = full >= 1;
    const tokens = allowed ? full - 1 : full;
    buckets.delete(caller);
    buckets.set(caller, { tokens, at: now });
    const [oldest] = buckets.keys();
    if (buckets.size > most && oldest !== undefined) buckets.delete(oldest);
    const missing = allowed ? burst - tokens : 1 - tokens;
    return {
      quota,
      allowed,
      remaining: Math.floor(tokens),
      seconds: Math.ceil((missing * 60) / perMinute),
    };
  };
}

/** Limits each caller, and all together: who has nothing left of its own takes nothing of what is everybody's. */
export function createLimiterOfAll(ofEach: Quota, ofAll: Quota): Limiter {
  const [each, all] = [createLimiter(ofEach), createLimiter(ofAll)];
  return (caller, now) => {
    const own = each(caller, now);
    if (!own.allowed) return own;
    const shared = all("", now);
    return shared.allowed ? own : shared;
  };
}

/** What whoever has nothing left is told. */
export function tooMany({ quota: { name, perMinute, burst }, seconds }: Allowance): DomainError {
  return new DomainError(
    "too-many",
    `Too many requests (${name}: ${perMinute} a minute, ${burst} at once): ask again in ${seconds} s.`,
    { quota: name, seconds },
  );
}
