import fc from "fast-check";
import { hash } from "node:crypto";
import { kindOf, type Crash } from "./crash.ts";
import { takeWorst } from "./stopwatch.ts";
import type { Prey, Target } from "./target.ts";

/** What one target went through. */
export interface Tally {
  readonly target: string;
  readonly inputs: number;
  readonly seconds: number;
  /** The longest that one input kept the event loop busy, ms. */
  readonly worst: number;
  /** What is held in memory after garbage was collected: after the first batches, and in the end, bytes. */
  readonly memory: readonly [first: number, last: number];
  readonly crashes: readonly Crash[];
}

/** Where so many batches were broken off there is enough to mend. */
const MOST_CRASHED = 20;
/** Progress is told so often, ms. */
const BETWEEN = 60_000;
/** After so many batches all code is compiled, and all caches are filled. */
const WARM = 3;

/**
 * Throws so many inputs at a target, batch after batch, each with a seed of its own that follows from `seed`. What
 * breaks something is shrunk, and the next batch goes on; of one kind of fault one crash is kept.
 */
export async function fuzz<Input>(
  target: Target<Input>,
  { inputs, seed }: { readonly inputs: number; readonly seed: number },
  tell: (progress: string) => void = () => {},
): Promise<Tally> {
  const crashes = new Map<string, Crash>();
  const began = performance.now();
  let [tried, batch, crashed, worst, first, told] = [0, 0, 0, 0, 0, began];
  while (tried < inputs && crashed < MOST_CRASHED) {
    const numRuns = Math.min(target.batch, inputs - tried);
    const { runs, crash } = await oneBatch(target, { numRuns, seed: seedOf(seed, target.name, batch) });
    if (crash !== null) {
      const kind = kindOf(crash.fault);
      if (!crashes.has(kind)) tell(`${target.name}, batch ${batch}: ${crash.fault}`);
      crashes.set(kind, crashes.get(kind) ?? crash);
      crashed += 1;
    }
    // What follows a crash in its batch is left out, and counted as not tried.
    tried += runs;
    batch += 1;
    worst = Math.max(worst, takeWorst());
    if (batch <= WARM) first = heldBytes();
    if (performance.now() - told < BETWEEN) continue;
    told = performance.now();
    tell(`${target.name}: ${tried} of ${inputs}, worst ${Math.round(worst)} ms, ${megabytes(heldBytes())}`);
  }
  const seconds = (performance.now() - began) / 1000;
  const memory = [first, heldBytes()] as const;
  return { target: target.name, inputs: tried, seconds, worst, memory, crashes: [...crashes.values()] };
}

async function oneBatch<Input>(
  target: Target<Input>,
  options: { readonly numRuns: number; readonly seed: number },
): Promise<{ readonly runs: number; readonly crash: Crash | null }> {
  await using prey = await target.open();
  const property = fc.asyncProperty(target.inputs, async (input) => watched(prey, input));
  const found = await fc.check(property, {
    ...options,
    endOnFailure: false,
    interruptAfterTimeLimit: SHRINKING,
  });
  const runs = Math.max(1, found.numRuns);
  if (!found.failed || found.counterexample === null) return { runs, crash: null };
  const fault = faultOf(found.errorInstance);
  return { runs, crash: { target: target.name, fault, input: found.counterexample[0] } };
}

/** Shrinking of one batch may take so long, ms. */
const SHRINKING = 10 * 60_000;

/** A rejection that nobody waits for counts as this input's fault. */
async function watched<Input>(prey: Prey<Input>, input: Input): Promise<void> {
  const stray: unknown[] = [];
  const note = (reason: unknown): void => void stray.push(reason);
  process.on("unhandledRejection", note);
  try {
    const done = prey.hit(input);
    if (done !== undefined) await done;
  } finally {
    process.off("unhandledRejection", note);
  }
  if (stray.length > 0) throw new Error(`unhandled rejection: ${String(stray[0])}`);
}

function faultOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message.slice(0, 500)}` : String(thrown);
}

function seedOf(seed: number, target: string, batch: number): number {
  return Number.parseInt(hash("sha256", `${seed} ${target} ${batch}`).slice(0, 7), 16);
}

/** Without `--expose-gc` garbage counts, too. */
function heldBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
