import type { Errands } from "../../store/errands.ts";

/** One verification at a time, ms, is what a third party can make this node ask of a site that never asked for it. */
const WINDOW = 60_000;
/** Who waits for longer than this is not put down: whoever means it asks again. */
const LONGEST_WAIT = 5 * WINDOW;
/** Most requests that wait in all. */
const MOST_WAITING = 32;
const MOST_HOSTS = 1000;

/** What is to be verified. */
interface Verification {
  readonly id: string;
  readonly site: string;
  /** Its site has confirmed it before, and only that knows its id. */
  readonly renewed: boolean;
}

/** What such an errand holds. */
export interface VerifyPayload {
  readonly hostname: string;
  readonly renewed: boolean;
}

/** Puts down that a registration is to be verified, unless too many wait; nobody is told whether it was. */
export type VerificationQueue = (verification: Verification, now: number) => Promise<void>;

/**
 * Requests for one host are verified a minute apart, whoever asks: so nobody can be flooded through this node. Renewals
 * wait by themselves: else who asks in the name of a site, over and over, would keep it from renewing its lease.
 */
export function verificationQueue(errands: Errands): VerificationQueue {
  const nextSlot = new Map<string, number>();

  const forgetPast = (now: number) => {
    for (const [key, at] of nextSlot) if (at <= now) nextSlot.delete(key);
  };

  return async ({ id, site, renewed }, now) => {
    const { hostname } = new URL(site);
    const key = renewed ? `renewed ${id}` : hostname;
    const waiting = (await errands.list("verify")).filter(({ nextTry }) => nextTry !== null);
    if (waiting.some(({ subject }) => subject === id)) return;
    const inLine = waiting.filter(({ payload }) => (payload as VerifyPayload).renewed === renewed);
    if (!renewed && inLine.length >= MOST_WAITING) return;
    // What waits is known after a restart, too; what was asked before it is forgotten: one request more for each host.
    const before = renewed
      ? []
      : inLine.filter(({ payload }) => (payload as VerifyPayload).hostname === hostname);
    const at = Math.max(
      now,
      nextSlot.get(key) ?? now,
      ...before.map(({ nextTry }) => (nextTry ?? 0) + WINDOW),
    );
    if (at - now > LONGEST_WAIT) return;
    if (nextSlot.size >= MOST_HOSTS) forgetPast(now);
    if (!renewed && nextSlot.size >= MOST_HOSTS) return;
    nextSlot.set(key, at + WINDOW);
    const payload: VerifyPayload = { hostname, renewed };
    await errands.add({ kind: "verify", subject: id, payload }, now, at);
  };
}
