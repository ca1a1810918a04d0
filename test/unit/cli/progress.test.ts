import { expect, test } from "vitest";
import { showProgress } from "../../../src/cli/progress.ts";
import { textWidth } from "../../../src/cli/text-width.ts";

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 50, write: (text: string) => void written.push(text) };
}

test("on a terminal one line fills up, never wraps, and is taken away in the end", () => {
  const err = terminal(true);
  const progress = showProgress(err, 2);
  progress.step("Town library");
  progress.step("a site with a very, very long name that goes on");
  progress.end();
  expect(err.written.every((text) => text.startsWith("\r\u001B[K") && !text.includes("\n"))).toBe(true);
  const lines = err.written.map((text) => text.slice(4));
  expect(lines[1]).toBe("████████████░░░░░░░░░░░░ 1/2 Town library");
  expect(Math.max(...lines.map(textWidth))).toBeLessThan(50);
  expect(lines.at(-1)).toBe("");
});

test("elsewhere nothing is written", () => {
  const err = terminal(false);
  const progress = showProgress(err, 1);
  progress.step("x");
  progress.end();
  expect(err.written).toEqual([]);
});
