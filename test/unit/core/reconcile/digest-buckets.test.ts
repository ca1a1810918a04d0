import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { bucketFingerprint, bucketOf, BUCKETS } from "../../../../src/core/reconcile/digest-buckets.ts";
import { version } from "../../../support/versions.ts";

const one = version({ content: "one", revision: 3 });
const rival = version({ content: "rival", revision: 3 });
const object = { uid: "2@a.example", versions: [one] };

describe("the fingerprint of a bucket", () => {
  it("is the first half of SHA-256 over the lines of the protocol, sorted by bytes", () => {
    const uids = ["\u{1f3b6}", "b", "\uff5e", "a"];
    const lines = ["a", "b", "\uff5e", "\u{1f3b6}"].map(
      (uid) => `${uid}\topen\t3\t${one.digest}\t${one.c1}\t${one.reviseUrl}\n`,
    );
    const expected = hash("sha256", lines.join("")).slice(0, 32);
    expect(bucketFingerprint(uids.map((uid) => ({ uid, versions: [one] })))).toBe(expected);
  });

  it("does not depend on the order of rivals, and is empty where nothing stands", () => {
    const both = [one, rival].map((_, n, all) => ({ ...object, versions: n === 0 ? all : all.toReversed() }));
    expect(bucketFingerprint(both.slice(0, 1))).toBe(bucketFingerprint(both.slice(1)));
    expect(bucketFingerprint([{ uid: "x", versions: [] }])).toBe("");
  });

  it.each([
    ["UID", { uid: "3@a.example", versions: [one] }],
    ["class", { ...object, versions: [{ ...one, class: "signed" as const }] }],
    ["revision", { ...object, versions: [{ ...one, revision: 4 }] }],
    ["digest", { ...object, versions: [{ ...one, digest: rival.digest }] }],
    ["exact digest", { ...object, versions: [{ ...one, c1: rival.c1 }] }],
    ["revise URL", { ...object, versions: [{ ...one, reviseUrl: "https://b.example/" }] }],
    ["number of versions", { ...object, versions: [one, rival] }],
  ])("covers the %s", (_, other) => {
    expect(bucketFingerprint([other])).not.toBe(bucketFingerprint([object]));
  });

  it.each([
    ["hop", { hop: 9 }],
    ["signature", { signature: "other", signedAt: 5 }],
    ["text, which a stub has not", { text: "" }],
  ])("does not cover the %s", (_, other) => {
    expect(bucketFingerprint([{ ...object, versions: [{ ...one, ...other }] }])).toBe(
      bucketFingerprint([object]),
    );
  });
});

describe("the bucket of a UID", () => {
  it("is the first 12 bits of its SHA-256", () => {
    for (const uid of ["a", "b", "1@a.example"]) {
      const bits = BigInt(`0x${hash("sha256", uid)}`) >> 244n;
      expect(bucketOf(uid)).toBe(Number(bits));
      expect(bucketOf(uid)).toBeLessThan(BUCKETS);
    }
  });
});
