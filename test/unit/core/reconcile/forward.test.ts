import { describe, expect, it } from "vitest";
import { lacks, offeredHop, sendHop } from "../../../../src/core/reconcile/forward.ts";
import { leads } from "../../../../src/core/reconcile/leads.ts";
import { version } from "../../../support/versions.ts";

describe("hops", () => {
  it("grow by one on sending, and end at the maximum", () => {
    expect([0, 1, 2_147_483_646, 2_147_483_647].map((hop) => sendHop({ hop }))).toEqual([
      1,
      2,
      2_147_483_647,
      null,
    ]);
  });

  it("below 2 are believed only from the origin", () => {
    expect([offeredHop(0, false), offeredHop(1, false), offeredHop(3, false), offeredHop(1, true)]).toEqual([
      2, 2, 3, 1,
    ]);
  });
});

describe("a peer lacks a version", () => {
  const ours = version({ hop: 3, revision: 2 });
  const { class: kind, revision, digest, c1 } = ours;
  const copy = { class: kind, revision, digest, c1, hop: 4, signedAt: 5000 };
  it.each([
    ["that it has never had", [], true],
    ["not when it was sent it with the same bytes and hop", [copy], false],
    ["not when it sent it itself", [{ ...copy, hop: 2 }], false],
    ["again when the hop shrank", [{ ...copy, hop: 5 }], true],
    ["again when other bytes are kept", [{ ...copy, c1: "0".repeat(64) }], true],
    ["when it has only an older revision", [{ ...copy, revision: 1 }], true],
    ["not when it has a newer revision", [{ ...copy, revision: 3, c1: "other" }], false],
    ["when it has the same in the other class", [{ ...copy, class: "signed" as const }], true],
    ["not when it has a signature as new, or a newer one", [{ ...copy, signedAt: 5000 }], false],
    ["when it has an older signature", [{ ...copy, signedAt: 4000 }], true],
    ["when it has no signature", [{ ...copy, signedAt: null }], true],
  ])("%s", (_, has, expected) => expect(lacks(has, { ...ours, signedAt: 5000 })).toBe(expected));

  it("never once the hop is at its maximum, or where only a stub is kept", () => {
    expect(lacks([], version({ hop: 2_147_483_647 }))).toBe(false);
    expect(lacks([], version({ text: "" }))).toBe(false);
  });
});

describe("the lead", () => {
  const sites = [
    { id: 9, kind: "peer", position: 0, enabled: true },
    { id: 7, kind: "feed", position: 1, enabled: true },
    { id: 3, kind: "feed", position: 2, enabled: true },
    { id: 5, kind: "file", position: 3, enabled: true },
  ] as const;
  const seen = (...ids: number[]) => ids.map((siteId) => ({ siteId, missingSince: null }));

  it("is the first in configuration order that shows the event", () => {
    expect([7, 3, 5].map((id) => leads(id, seen(7, 3, 5), sites))).toEqual([true, false, false]);
  });

  it("is never a peer, who only passes on what others say", () => {
    expect(leads(5, seen(9, 5), sites)).toBe(true);
  });

  it("passes on when the first shows it no more, or is disabled", () => {
    expect(leads(3, [{ siteId: 7, missingSince: 1 }, ...seen(3)], sites)).toBe(true);
    const disabled = sites.map((site) => ({ ...site, enabled: site.id !== 7 }));
    expect(leads(3, seen(7, 3), disabled)).toBe(true);
  });
});
