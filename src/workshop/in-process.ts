import { setImmediate } from "node:timers/promises";
import { type Order, type Part, type TaskName, TASKS, workshopBy } from "./tasks.ts";
import type { Workshop } from "./workshop.ts";

/** A workshop in this very process, for tests, many nodes in one process, and what is small. */
export function createWorkshopHere(): Workshop {
  return { ...workshopBy(runHere), [Symbol.asyncDispose]: async () => {} };
}

/** Others have their turn before each part. */
export async function* runHere<Name extends TaskName>(
  name: Name,
  order: Order<Name>,
): AsyncGenerator<Part<Name>> {
  const task = TASKS[name] as (order: Order<Name>) => Generator<Part<Name>>;
  await setImmediate();
  for (const part of task(order)) {
    yield part;
    await setImmediate();
  }
}
