import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What some work cost the process that it ran in. */
export interface Cost {
  /** The longest that nobody else had their turn, ms of this thread's processor time: other programs do not count. */
  readonly turn: number;
  /** What stays when it is done, MiB: heap, and what lies beside it. */
  readonly grown: number;
}

/** Does work, and measures it turn by turn. */
export async function costOf<T>(work: () => Promise<T>): Promise<Cost & { readonly result: T }> {
  const before = used();
  let [last, turn, done] = [busy(), 0, false];
  const look = () => {
    const now = busy();
    turn = Math.max(turn, now - last);
    last = now;
    if (!done) setImmediate(look);
  };
  setImmediate(look);
  try {
    const result = await work();
    look();
    done = true;
    return { result, turn, grown: used() - before };
  } finally {
    done = true;
  }
}

/** Processor time (ms) that work takes in one go. */
export function timeOf(work: () => unknown): number {
  const before = busy();
  work();
  return busy() - before;
}

/** Of the worst of several: "41 ms, 3 MiB". */
export function worst(costs: readonly Cost[]): string {
  const [turn, grown] = [
    Math.max(...costs.map((cost) => cost.turn)),
    Math.max(...costs.map((cost) => cost.grown)),
  ];
  return `longest turn ${Math.round(turn)} ms, ${Math.max(0, Math.round(grown))} MiB more`;
}

function busy(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Frees all that nothing leads to. */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

function used(): number {
  collectGarbage();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return (heapUsed + Math.max(external, arrayBuffers)) / 2 ** 20;
}
