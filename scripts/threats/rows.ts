import { relative } from "node:path";
import type { TestCase, TestModule } from "vitest/node";
import type { Threat } from "../../test/support/threat.ts";

/** One line of the table: what holds one threat off, and the tests of one file that would fail without it. */
export interface Row extends Threat {
  /** From the project's root, with `/`. */
  readonly file: string;
  readonly name: string;
  /** What was measured, or why nothing was; empty where nothing is. */
  readonly figure: string;
}

export const TO_COME = "to come";
/** So many figures of one row are told. */
const FIGURES = 3;

/** The rows of the test files that took part in a run. */
export function gather(modules: readonly TestModule[], root: string): readonly Row[] {
  return modules.flatMap((module) => {
    const file = relative(root, module.moduleId).replaceAll("\\", "/");
    const told = [...module.children.allTests()].filter((test) => test.meta().threat !== undefined);
    const groups = Map.groupBy(told, (test) => Object.values(test.meta().threat as Threat).join("\0"));
    return [...groups.values()].map((tests) => rowOf(file, tests));
  });
}

/** Cases of one table test are one row. */
function rowOf(file: string, tests: readonly TestCase[]): Row {
  const names = tests.map((test) => test.name);
  return { ...(tests[0]?.meta().threat as Threat), file, name: sharedName(names), figure: figureOf(tests) };
}

function figureOf(tests: readonly TestCase[]): string {
  if (tests.every(({ options }) => options.mode === "todo")) return TO_COME;
  const ran = tests.filter((test) => test.result().state === "passed");
  const figures = [...new Set(ran.flatMap((test) => test.meta().figure ?? []))];
  if (figures.length > FIGURES)
    return `${figures.slice(0, FIGURES).join("; ")}; ${figures.length - FIGURES} more`;
  if (figures.length === 0 && ran.length > 1) return `${ran.length} cases`;
  return figures.join("; ");
}

/** `refuses … at once` of `refuses 0x7f.1 at once` and `refuses 127.1 at once`. */
export function sharedName(names: readonly string[]): string {
  const all = [...new Set(names)].map((name) => name.split(" "));
  const [first = []] = all;
  if (all.length === 1) return first.join(" ");
  const least = Math.min(...all.map((words) => words.length)) - 1;
  const head = sharedWords(all, (words, n) => words[n], least);
  const tail = sharedWords(all, (words, n) => words.at(-1 - n), least - head);
  const words = [...first.slice(0, head), "…", ...first.slice(first.length - tail)];
  return words.length > 1 ? words.join(" ") : `${first.join(" ")} …`;
}

/** How many words, at most `most`, are the same in all. */
function sharedWords(
  all: readonly (readonly string[])[],
  at: (words: readonly string[], index: number) => string | undefined,
  most: number,
): number {
  const isShared = (index: number) => new Set(all.map((words) => at(words, index))).size === 1;
  let count = 0;
  while (count < most && isShared(count)) count += 1;
  return count;
}
