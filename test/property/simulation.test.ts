import { describe, expect, it } from "vitest";
import { simulate } from "../../scripts/simulate/simulation.ts";
import { against } from "../support/threat.ts";

/** `DISCAL_SEED=40 DISCAL_SEEDS=1000` look at others. */
const first = Number(process.env["DISCAL_SEED"] ?? 1);
const count = Number(process.env["DISCAL_SEEDS"] ?? 200);
/** A test for each few seeds, so that a failure is found fast. */
const AT_ONCE = 20;
const batches = Array.from({ length: Math.ceil(count / AT_ONCE) }, (_, n) => first + n * AT_ONCE);

describe("networks of 30 nodes on the rules of the core", { timeout: 120_000 }, () => {
  const threat = against(
    "network",
    "loss, partitions, crashes, wrong clocks, liars and restored backups, all at once",
    "merge is a join of what is known, and digests are compared in the end",
  );
  it.each(batches)("agree once they are healed, and with an oracle (seeds from %i)", threat, (from) => {
    for (let seed = from; seed < Math.min(from + AT_ONCE, first + count); seed += 1) {
      const told: string[] = [];
      const { diverged, oracleDiffers } = simulate({ nodes: 30, seed }, (progress) => told.push(progress));
      const found = { seed, diverged, oracleDiffers: oracleDiffers ?? 0 };
      expect(found).toEqual({ seed, diverged: 0, oracleDiffers: 0 });
      expect(told).not.toContain("the network is never quiet");
    }
  });

  it("live the same life twice by one seed, and another by another", () => {
    const [once, again, other] = [7, 7, 8].map((seed) => simulate({ nodes: 12, seed }));
    expect(again).toEqual(once);
    expect(other?.digest).not.toBe(once?.digest);
  });
});
