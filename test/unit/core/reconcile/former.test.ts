import { describe, expect, it } from "vitest";
import type { Version } from "../../../../src/core/model/version.ts";
import { formerVersion, type Kept, refusedTo } from "../../../../src/core/reconcile/former.ts";
import { isProposal, nextRevision } from "../../../../src/core/reconcile/proposal.ts";
import { version } from "../../../support/versions.ts";

const KEY = "AB".repeat(20);
const LOCKED = `01ARZ3NDEKTSV4RRFFQ69G5FAV.${KEY}@a.example`;

/** A version of this content; `from` null: made here. */
function kept(content: string, revision: number, from: number | null, given: Partial<Version> = {}): Kept {
  return { version: version({ content, revision, ...given }), receivedFrom: from };
}

const former = (stands: Kept, ...others: readonly Kept[]) =>
  formerVersion(stands.version, [stands, ...others])?.revision;
const refused = (stands: Kept, ...others: readonly Kept[]) =>
  refusedTo(stands.version, [stands, ...others])?.revision;

describe("what an undo goes back to", () => {
  it.each([
    ["nothing, where nothing came before", former(kept("a", 3, null)), undefined],
    ["what stood last", former(kept("c", 3, null), kept("b", 2, 7), kept("a", 1, null)), 2],
    ["what last said something else", former(kept("b", 3, null), kept("b", 2, 7), kept("a", 1, null)), 1],
    ["no rival, and nothing later", former(kept("b", 3, null), kept("r", 3, 7), kept("x", 4, 7)), undefined],
    [
      "nothing of which only marks are kept",
      former(kept("b", 3, null), kept("a", 2, 7, { text: "" })),
      undefined,
    ],
    ["no proposal", former(kept("b", 3, null), { ...kept("a", 2, 7), proposed: true }), undefined],
    [
      "nothing of the other class",
      former(kept("b", 3, null), kept("a", 2, 7, { class: "signed" })),
      undefined,
    ],
  ])("is %s", (_, found, expected) => {
    expect(found).toBe(expected);
  });

  it("is of rivals the one that won", () => {
    const [gone, back] = [kept("a", 2, null, { deleted: true }), kept("b", 2, null)];
    expect(formerVersion(version({ content: "c", revision: 3 }), [back, gone])).toBe(gone.version);
  });
});

describe("what an origin goes back to that refuses", () => {
  it.each([
    [
      "what it wrote last",
      refused(kept("d", 4, 7), kept("c", 3, 8), kept("b", 2, null), kept("a", 1, null)),
      2,
    ],
    [
      "what it took from a feed",
      refused(kept("c", 3, 7), kept("b", 2, 8), kept("a", 1, 5, { by: "feed" })),
      1,
    ],
    ["what stood before, where nothing is its own", refused(kept("c", 3, 7), kept("b", 2, 8)), 2],
    ["nothing, where its own stands alone", refused(kept("c", 3, null), kept("b", 2, 8)), undefined],
    ["its own, where it has a rival", refused(kept("c", 3, null), kept("r", 3, 8)), 3],
    ["its own rival of what won", refused(kept("c", 3, 8), kept("r", 3, null), kept("a", 2, null)), 3],
  ])("is %s", (_, found, expected) => {
    expect(found).toBe(expected);
  });
});

describe("a proposal", () => {
  it.each([
    ["unsigned, of a UID that names a key", LOCKED, "open", true],
    ["signed", LOCKED, "signed", false],
    ["of any other UID", "1@a.example", "open", false],
  ] as const)("is what is %s: %s", (_, uid, versionClass, expected) => {
    expect(isProposal({ uid, class: versionClass })).toBe(expected);
  });

  const at = (revision: number) => ({ revision, versions: [] });
  it.each([
    ["follows all that is known", LOCKED, "CD".repeat(20), at(3), at(5), 6],
    ["follows what is signed, where nothing is proposed yet", LOCKED, "CD".repeat(20), at(3), null, 4],
    ["is nothing to the node that signs", LOCKED, KEY, at(3), at(5), 4],
    ["is the first, where nothing is known", LOCKED, KEY, null, null, 0],
    ["is nothing to an open UID", "1@a.example", KEY, null, at(5), 6],
  ])("%s", (_, uid, key, signed, open, expected) => {
    expect(nextRevision({ uid, signed, open }, key)).toBe(expected);
  });
});
