import { setImmediate } from "node:timers/promises";

/**
 * Of each turn of the event loop one connection is accepted, and no more: a single turn between two long pieces of work
 * would let whoever comes wait for as many of them as there are others before.
 */
const TURNS = 32;

/** Lets others have their turn between two pieces of work. */
export async function breathe(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await setImmediate();
}

/** Lets what has come since be seen to, between pieces of work that are many and short. */
export async function nextTurn(): Promise<void> {
  await setImmediate();
}
