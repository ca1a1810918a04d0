import type { Errands } from "../../store/errands.ts";

/** One verification at a time, ms, is what a third party can make this node ask of a site that never asked for it. */
const WINDOW = 60_000;
/** Who waits for longer than this is not put down: whoever means it asks again. */
const LONGEST_WAIT = 5 * WINDOW;
/** Most requests that wait in all. */
const MOST_WAITING = 32;
const MOST_HOSTS = 1000;

/** Puts down that a registration is to be verified, unless too many wait; nobody is told whether it was. */
export type VerificationQueue = (id: string, site: string, now: number) => Promise<void>;

/** Requests for one host are verified a minute apart, whoever asks: so nobody can be flooded through this node. */
export function verificationQueue(errands: Errands): VerificationQueue {
  const nextSlot = new Map<string, number>();

  const forgetPast = (now: number) => {
    for (const [host, at] of nextSlot) if (at <= now) nextSlot.delete(host);
  };

  return async (id, site, now) => {
    const { hostname } = new URL(site);
    const waiting = (await errands.list("verify")).filter(({ nextTry }) => nextTry !== null);
    if (waiting.length >= MOST_WAITING || waiting.some(({ subject }) => subject === id)) return;
    const at = Math.max(now, nextSlot.get(hostname) ?? now);
    if (at - now > LONGEST_WAIT) return;
    if (nextSlot.size >= MOST_HOSTS) forgetPast(now);
    if (nextSlot.size >= MOST_HOSTS) return;
    nextSlot.set(hostname, at + WINDOW);
    await errands.add({ kind: "verify", subject: id, payload: { hostname } }, now, at);
  };
}
