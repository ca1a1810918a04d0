import { expandObject } from "./expand.ts";
import { readFeed } from "./read-feed.ts";
import { readMarks } from "./read-marks.ts";
import { surveyFeed } from "./survey-feed.ts";
import type { Workshop } from "./workshop.ts";

/** What is worked through, part by part: pure functions of what they are ordered. */
export const TASKS = { readFeed, readMarks, surveyFeed, expand: expandObject };

export type TaskName = keyof typeof TASKS;
export type Order<Name extends TaskName> = Parameters<(typeof TASKS)[Name]>[0];
export type Part<Name extends TaskName> =
  ReturnType<(typeof TASKS)[Name]> extends Generator<infer Made> ? Made : never;

/** Does a task somewhere, and gives its parts as they are asked for; `onSlow` is told where that takes long. */
export type Run = <Name extends TaskName>(
  name: Name,
  order: Order<Name>,
  onSlow?: () => void,
) => AsyncIterable<Part<Name>>;

/** The workshop that does its tasks by `run`. */
export function workshopBy(run: Run): Omit<Workshop, typeof Symbol.asyncDispose> {
  return {
    readFeed: (order, onSlow) => run("readFeed", order, onSlow),
    readMarks: (order) => only(run("readMarks", order)),
    surveyFeed: (order) => run("surveyFeed", order),
    expand: (order) => only(run("expand", order)),
  };
}

async function only<Made>(parts: AsyncIterable<Made>): Promise<Made> {
  for await (const part of parts) return part;
  throw new RangeError("a task of one part made none");
}
