import { setTimeout as wait } from "node:timers/promises";
import type { Dice } from "../../test/support/dice.ts";
import type { Program } from "../soak/program.ts";

/** How long a node may be away before it counts as broken, ms. */
const GIVEN_UP = 30_000;

/** One life of the node, from its start to `kill -9`. */
export interface Life {
  /** From the start to the first answer that it is ready, ms; null where it was killed before, or never was. */
  readonly startedIn: number | null;
  readonly ended: "under load" | "while it started" | "it never answered";
}

/** Starts the node, puts a load on it, and kills it at a moment that the dice decide; every tenth time while it starts. */
export async function liveOnce(
  program: Program,
  url: string,
  dice: Dice,
  load: (stop: AbortSignal) => Promise<void>,
): Promise<Life> {
  program.start();
  if (dice.between(1, 10) === 1) {
    await wait(dice.between(1, 600));
    await program.kill();
    return { startedIn: null, ended: "while it started" };
  }
  const startedIn = await readyIn(url);
  const stop = new AbortController();
  const working = startedIn === null ? Promise.resolve() : load(stop.signal);
  await wait(startedIn === null ? 0 : dice.between(50, 1500));
  await program.kill();
  stop.abort();
  await working;
  return { startedIn, ended: startedIn === null ? "it never answered" : "under load" };
}

async function readyIn(url: string): Promise<number | null> {
  for (const begun = performance.now(); performance.now() - begun < GIVEN_UP; await wait(10)) {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (answer?.ok === true) return Math.round(performance.now() - begun);
  }
  return null;
}
