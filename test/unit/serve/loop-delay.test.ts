import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { loopDelay, usualTurn } from "../../../src/serve/loop-delay.ts";

/** Turns of these lengths (ms), one after the other, the last of which ends at 10 s. */
function turns(...lengths: readonly number[]) {
  return lengths.map((took, n) => ({
    took,
    ended: 10_000 - lengths.slice(n + 1).reduce((sum, each) => sum + each, 0),
  }));
}
const times = (count: number, took: number) => Array.from({ length: count }, () => took);

describe("how long work has to wait for its turn", () => {
  it.each([
    ["nothing where nothing was done", [], 0],
    ["nothing for one long piece of work", [1400], 0],
    ["nothing for two among short ones", [600, ...times(20, 20), 600, ...times(20, 20)], 20],
    ["as long as each of many", times(30, 100), 100],
    [
      "as long as those that took half of the time",
      [...times(20, 25), ...times(5, 250), 40, ...times(3, 300)],
      250,
    ],
    ["by the last three seconds alone", [...times(10, 500), ...times(150, 20)], 20],
    ["longer than a turn that takes all of them", [4000], 4000],
  ])("is %s", (_, lengths, delay) => {
    expect(usualTurn(turns(...lengths), 10_000)).toBe(delay);
  });

  it("is forgotten when nobody has had to wait for a while", () => {
    expect(usualTurn(turns(...times(30, 100)), 11_400)).toBe(100);
    expect(usualTurn(turns(...times(30, 100)), 11_700)).toBe(0);
  });

  it("is measured turn by turn while somebody asks", async () => {
    const delay = loopDelay();
    expect(delay()).toBe(0);
    for (let busy = 0; busy < 34; busy += 1) {
      delay();
      const end = performance.now() + 50;
      while (performance.now() < end);
      await setImmediate();
    }
    expect(delay()).toBeGreaterThan(40);
  });
});
