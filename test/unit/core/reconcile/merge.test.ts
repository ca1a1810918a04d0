import { describe, expect, it } from "vitest";
import type { ObjectState, Version } from "../../../../src/core/model/version.ts";
import { merge } from "../../../../src/core/reconcile/merge.ts";
import { inConflict, winner } from "../../../../src/core/reconcile/winner.ts";
import { version } from "../../../support/versions.ts";

function join(...versions: readonly Version[]): ObjectState {
  return versions.reduce<ObjectState | null>((state, next) => merge(state, next).state, null) as ObjectState;
}

describe("merge", () => {
  const held = version({ content: "old", revision: 3, hop: 4 });
  it.each([
    ["a higher revision is accepted", version({ content: "new", revision: 4 }), "accept", true],
    ["a lower revision is ignored", version({ content: "new", revision: 2 }), "ignore", false],
    [
      "another version of the same revision is a conflict",
      version({ content: "new", revision: 3 }),
      "conflict",
      true,
    ],
    ["the same version is ignored", held, "ignore", false],
    ["the same version with more hops is ignored", { ...held, hop: 9 }, "ignore", false],
    ["the same version with fewer hops changes only the hop", { ...held, hop: 2 }, "ignore", true],
  ])("%s", (_, next, verdict, changed) => {
    const merged = merge(join(held), next);
    expect([merged.verdict, merged.changed]).toEqual([verdict, changed]);
  });

  it("keeps the least hop", () => {
    expect(winner(join(held, { ...held, hop: 2 }, { ...held, hop: 3 }))?.hop).toBe(2);
  });

  it.each([
    ["a person's copy before a feed's", { by: "person" }, { by: "feed" }],
    [
      "the revise URL at the host that the UID names",
      { reviseUrl: "https://a.example/z" },
      { reviseUrl: "https://A.other/" },
    ],
    ["the smaller revise URL", { reviseUrl: "https://b.example/" }, { reviseUrl: "https://c.example/" }],
  ] as const)("keeps, of two copies, %s", (_, better, worse) => {
    const [a, b] = [version(better), version(worse)];
    expect(winner(join(a, b))?.c1).toBe(a.c1);
    expect(winner(join(b, a))?.c1).toBe(a.c1);
  });

  it("keeps at most 16 rivals, the best by rank", () => {
    const many = Array.from({ length: 20 }, (_, n) => version({ content: `rival ${n}` }));
    const kept = join(...many).open?.versions ?? [];
    const best = many
      .map(({ digest }) => digest)
      .sort()
      .reverse();
    expect(kept.map(({ digest }) => digest)).toEqual(best.slice(0, 16));
  });

  it("keeps the classes apart", () => {
    const state = join(version({ revision: 9 }), version({ class: "signed", revision: 1 }));
    expect([state.open?.revision, state.signed?.revision]).toEqual([9, 1]);
  });
});

describe("the winner", () => {
  const plain = [0, 1, 2].map((n) => version({ content: `${n}` }));
  const cancelled = version({ content: "cancelled", cancelled: true });
  const deleted = version({ content: "deleted", cancelled: true, deleted: true });

  it("is the deleted version, then the cancelled one, then the one with the greatest digest", () => {
    const greatest = plain.toSorted((a, b) => (a.digest < b.digest ? 1 : -1))[0];
    expect(winner(join(...plain))?.digest).toBe(greatest?.digest);
    expect(winner(join(...plain, cancelled))?.digest).toBe(cancelled.digest);
    expect(winner(join(cancelled, deleted, ...plain))?.digest).toBe(deleted.digest);
  });

  it("is never an open version where the UID names a key", () => {
    const uid = `01JD0000000000000000000000.${"a".repeat(40)}@a.example`;
    const open = version({ uid, revision: 7 });
    const signed = version({ uid, revision: 1, class: "signed" });
    expect(winner(join(open))).toBeNull();
    expect(winner(join(open, signed))?.class).toBe("signed");
  });

  it("is in conflict only where a person made one of its rivals", () => {
    const [a, b] = [version({ content: "1", by: "feed" }), version({ content: "2", by: "feed" })];
    expect(inConflict(join(a, b))).toBe(false);
    expect(inConflict(join(a, b, version({ content: "3" })))).toBe(true);
  });
});
