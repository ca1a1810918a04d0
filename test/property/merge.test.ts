import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinCopies } from "../../src/core/reconcile/copies.ts";
import { merge } from "../../src/core/reconcile/merge.ts";
import { governing, winner } from "../../src/core/reconcile/winner.ts";
import { essence, histories, join, learn, trait } from "../support/histories.ts";
import { CASES, holds, SEED } from "../support/law.ts";
import { oracle, oracleWinner } from "../support/oracle.ts";

/** Numbers to sort by, and so to shuffle. */
const orders = fc.array(fc.nat(1_000_000), { minLength: 20, maxLength: 20 });

function shuffled<T>(items: readonly T[], order: readonly number[]): readonly T[] {
  const keyed = items.map((item, n) => ({
    item,
    key: ((order[n % order.length] ?? 0) * (n + 7919)) % 1_000_003,
  }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

describe(`merge is a join (${CASES} cases for each law, seed ${SEED})`, { timeout: 120_000 }, () => {
  it("is commutative: two nodes that tell each other what they know come to the same", () => {
    holds(histories(2), ([a, b]) => {
      const [one, two] = [learn(null, a ?? []), learn(null, b ?? [])];
      expect(essence(join(one, two))).toBe(essence(join(two, one)));
    });
  });

  it("is associative: it does not matter who told whom first", () => {
    holds(histories(3), ([a, b, c]) => {
      const [one, two, three] = [learn(null, a ?? []), learn(null, b ?? []), learn(null, c ?? [])];
      expect(essence(join(join(one, two), three))).toBe(essence(join(one, join(two, three))));
    });
  });

  it("is idempotent: what is known already changes nothing, and merge says so", () => {
    holds(histories(1), ([a]) => {
      const state = learn(null, a ?? []);
      expect(essence(join(state, state))).toBe(essence(state));
      for (const one of a ?? []) expect(merge(state, one).changed).toBe(false);
    });
  });

  it("comes to the same in any order", () => {
    holds(fc.tuple(histories(1), orders), ([[a], order]) => {
      expect(essence(learn(null, shuffled(a ?? [], order)))).toBe(essence(learn(null, a ?? [])));
    });
  });

  it("comes to the same with any repetition", () => {
    holds(fc.tuple(histories(1), orders), ([[a], order]) => {
      const twice = shuffled([...(a ?? []), ...(a ?? []).filter((_, n) => n % 3 !== 0)], order);
      expect(essence(learn(null, twice))).toBe(essence(learn(null, a ?? [])));
    });
  });

  it("comes to the same where messages are lost, and what stands is sent again at the end", () => {
    holds(fc.tuple(histories(1), orders), ([[a], order]) => {
      let sender = learn(null, []);
      let receiver = learn(null, []);
      for (const [n, one] of (a ?? []).entries()) {
        sender = learn(sender, [one]);
        if ((order[n % order.length] ?? 0) % 3 === 0) receiver = join(receiver, sender);
      }
      expect(essence(join(receiver, sender))).toBe(essence(sender));
    });
  });

  it("agrees with an oracle that keeps every version", () => {
    holds(histories(1), ([a]) => {
      const state = learn(null, a ?? []);
      expect(essence(state)).toBe(essence(oracle(a ?? [])));
    });
  });

  it("says that something changed exactly where it did", () => {
    holds(histories(2), ([a, b]) => {
      let state = learn(null, a ?? []);
      for (const one of b ?? []) {
        const merged = merge(state, one);
        expect(merged.changed).toBe(essence(merged.state) !== essence(state));
        if (!merged.changed) expect(merged.verdict).toBe("ignore");
        state = merged.state;
      }
    });
  });

  it("never goes back: no revision falls, and of what stands no better copy is lost", () => {
    holds(histories(2), ([a, b]) => {
      const before = learn(null, a ?? []);
      const after = learn(before, b ?? []);
      expect(essence(join(after, before))).toBe(essence(after));
      for (const name of ["signed", "open"] as const) {
        expect(after?.[name]?.revision ?? -1).toBeGreaterThanOrEqual(before?.[name]?.revision ?? -1);
      }
    });
  });

  it("keeps at most 16 rivals of a revision, each content once, in the order of their rank", () => {
    holds(histories(1), ([a]) => {
      const versions = learn(null, a ?? [])?.open?.versions ?? [];
      expect(versions.length).toBeLessThanOrEqual(16);
      expect(new Set(versions.map(({ digest }) => digest)).size).toBe(versions.length);
    });
  });
});

describe("the winner", { timeout: 120_000 }, () => {
  it("is the one that an oracle finds among all versions that ever were", () => {
    holds(fc.tuple(histories(1), orders), ([[a], order]) => {
      const state = learn(null, shuffled(a ?? [], order));
      const found = state === null ? null : winner(state);
      const expected = oracleWinner(a ?? []);
      expect(found && trait(found)).toBe(expected && trait(expected));
      if (state !== null) expect(found === null).toBe(governing(state) === null);
    });
  });

  it("of a UID that names a key is never an open version", () => {
    holds(histories(1), ([a]) => {
      const state = learn(null, a ?? []);
      if (state === null || !state.uid.includes(".A")) return;
      expect(winner(state)?.class ?? "signed").toBe("signed");
      const withoutOpen = learn(
        null,
        (a ?? []).filter((one) => one.class === "signed"),
      );
      expect(withoutOpen && winner(withoutOpen)).toEqual(winner(state));
    });
  });
});

describe("copies of one version", { timeout: 120_000 }, () => {
  it("are joined the same in any order, and to what was there where nothing is added", () => {
    holds(histories(1), ([a]) => {
      const [first] = a ?? [];
      const copies = (a ?? []).filter(({ digest }) => digest === first?.digest).slice(0, 4);
      if (first === undefined) return;
      const joined = copies.reduce(joinCopies);
      expect(trait(copies.toReversed().reduce(joinCopies))).toBe(trait(joined));
      for (const copy of copies) expect(joinCopies(joined, copy)).toBe(joined);
    });
  });
});
