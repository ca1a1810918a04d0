import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { inTurn, singleFlight } from "../../../src/exchange/lane.ts";

/** A lane that counts how many of its runs are under way. */
function counted(outcome: () => void = () => {}) {
  const counts = { runs: 0, abreast: 0, most: 0 };
  const lane = singleFlight(async () => {
    counts.runs += 1;
    counts.abreast += 1;
    counts.most = Math.max(counts.most, counts.abreast);
    await setImmediate();
    counts.abreast -= 1;
    outcome();
  });
  return { counts, lane };
}

describe("a lane", () => {
  it("runs once more for all that came up while it ran", async () => {
    const { counts, lane } = counted();
    await Promise.all([lane(), lane(), lane()]);
    expect(counts).toMatchObject({ runs: 2, most: 1 });
  });

  it("never runs twice at a time, even if it is called the moment that a run ends", async () => {
    const { counts, lane } = counted();
    const again = lane().then(() => lane());
    await Promise.all([again, lane()]);
    expect(counts.most).toBe(1);
  });

  it("goes on after a run that failed, and is done only when nothing waits", async () => {
    let failing = true;
    const { counts, lane } = counted(() => {
      if (failing) throw new Error("the disk is full");
    });
    await expect(lane()).rejects.toThrow("full");
    failing = false;
    void lane();
    void lane();
    await lane.done();
    expect(counts).toMatchObject({ runs: 3, abreast: 0 });
  });
});

describe("work in turn", () => {
  it("begins when what came before has ended, well or badly", async () => {
    const seen: string[] = [];
    const turn = inTurn();
    const work = (name: string, fails = false) =>
      turn(async () => {
        seen.push(`${name} begins`);
        await setImmediate();
        seen.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });
    const outcomes = await Promise.allSettled([work("a"), work("b", true), work("c")]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  });
});
