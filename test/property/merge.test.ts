import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ObjectState, Version } from "../../src/core/model/version.ts";
import { merge } from "../../src/core/reconcile/merge.ts";
import { byCopy, byRank } from "../../src/core/reconcile/rank.ts";
import { winner } from "../../src/core/reconcile/winner.ts";
import { version } from "../support/versions.ts";

const versions = fc
  .record({
    content: fc.constantFrom("a", "b", "c", "d"),
    revision: fc.integer({ min: 0, max: 3 }),
    hop: fc.integer({ min: 0, max: 5 }),
    by: fc.constantFrom("feed", "person"),
    reviseUrl: fc.constantFrom("https://a.example/", "https://b.example/", "https://c.example/"),
    class: fc.constantFrom("open", "signed"),
    cancelled: fc.boolean(),
  })
  .map(({ content, cancelled, ...rest }) =>
    version({ ...rest, cancelled, content: cancelled ? `${content} cancelled` : content }),
  );
const histories = fc.array(versions, { maxLength: 12 });

function join(history: readonly Version[]): ObjectState | null {
  return history.reduce<ObjectState | null>((state, next) => merge(state, next).state, null);
}

/** What a state comes to: for each class its revision, and the kept copies in a fixed order. */
function essence(state: ObjectState | null): unknown {
  return [state?.signed, state?.open].map((known) => [
    known?.revision,
    known?.versions.toSorted(byRank).map(({ c1, hop }) => [c1, hop]),
  ]);
}

/** Keeps everything, and computes what should stand from the whole set at once. */
function oracle(history: readonly Version[]): unknown {
  return (["signed", "open"] as const).map((name) => {
    const all = history.filter((one) => one.class === name);
    if (all.length === 0) return [undefined, undefined];
    const revision = Math.max(...all.map((one) => one.revision));
    const top = Map.groupBy(
      all.filter((one) => one.revision === revision),
      (one) => one.digest,
    );
    const kept = [...top.values()].map((copies) => ({
      ...(copies.toSorted(byCopy)[0] as Version),
      hop: Math.min(...copies.map((one) => one.hop)),
    }));
    return [revision, kept.toSorted(byRank).map(({ c1, hop }) => [c1, hop])];
  });
}

describe("merge is a join", () => {
  it("comes to the same in any order and with any repetition", () => {
    fc.assert(
      fc.property(histories, fc.infiniteStream(fc.nat()), (history, random) => {
        const shuffled = [...history, ...history.filter((_, n) => n % 2 === 0)]
          .map((one) => ({ one, key: random.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        expect(essence(join(shuffled))).toEqual(essence(join(history)));
      }),
      { numRuns: 2000 },
    );
  });

  it("agrees with an oracle that keeps every version", () => {
    fc.assert(
      fc.property(histories, (history) => {
        expect(essence(join(history))).toEqual(oracle(history));
      }),
      { numRuns: 2000 },
    );
  });

  it("says that nothing changed exactly where the state is the same", () => {
    fc.assert(
      fc.property(histories, versions, (history, next) => {
        const before = join(history);
        const merged = merge(before, next);
        const same = JSON.stringify(essence(before)) === JSON.stringify(essence(merged.state));
        expect(merged.changed).toBe(!same);
        if (before !== null && !merged.changed) expect(winner(merged.state)).toEqual(winner(before));
      }),
      { numRuns: 2000 },
    );
  });
});
