import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import buckets from "../../../schema/wire/bucket-vectors.json" with { type: "json" };
import digests from "../../../schema/wire/digest-vectors.json" with { type: "json" };
import entries from "../../../schema/wire/entry-vectors.json" with { type: "json" };
import envelopes from "../../../schema/wire/envelope-vectors.json" with { type: "json" };
import filters from "../../../schema/wire/filter-vectors.json" with { type: "json" };
import hops from "../../../schema/wire/hop-vectors.json" with { type: "json" };
import merges from "../../../schema/wire/merge-vectors.json" with { type: "json" };
import registers from "../../../schema/wire/register-vectors.json" with { type: "json" };
import signatures from "../../../schema/wire/signature-vectors.json" with { type: "json" };
import { bucketOf, fingerprintOf, type Listed } from "../../support/mock-peer/buckets.ts";
import { canonicalOf, exactDigest, semanticDigest } from "../../support/mock-peer/digests.ts";
import { type Filter, takes } from "../../support/mock-peer/filter.ts";
import * as grammar from "../../support/mock-peer/grammar.ts";
import { isSignedBy, readNodeKey, signDetached } from "../../support/mock-peer/keys.ts";
import { merge, nothing, type Outcome, type Version, winner } from "../../support/mock-peer/merge.ts";
import { entryText, moveText, pushText, readSignatureHeader } from "../../support/mock-peer/texts.ts";

const key = envelopes.key;
const folder = new URL("../../support/mock-peer/", import.meta.url);

describe("the mock peer, written from PROTOCOL.md alone", () => {
  it("imports nothing of this node", () => {
    for (const file of readdirSync(folder)) {
      const text = readFileSync(new URL(file, folder), "utf8");
      const imported = [...text.matchAll(/from "([^"]+)"/g)].map(([, from = ""]) => from);
      const foreign = imported.filter(
        (from) => !/^(node:|openpgp$|\.\/|\.\.\/\.\.\/\.\.\/schema\/wire\/)/.test(from),
      );
      expect([file, foreign]).toEqual([file, []]);
    }
  });

  // What one repairs in plain feeds is nothing that nodes send each other.
  const sent = digests.vectors.filter(({ name }) => !name.startsWith("line repair"));
  it.each(sent)("has the digests of: $name", ({ input, canonical, C1, D }) => {
    expect([canonicalOf(input), exactDigest(input), semanticDigest(input)]).toEqual([canonical, C1, D]);
  });

  it("reads numbers, UIDs and revise URLs", () => {
    expect(entries.numbers.map(({ text }) => ({ text, reads: grammar.readNumber(text) }))).toEqual(
      entries.numbers,
    );
    expect(entries.uids.map(({ uid }) => ({ uid, reads: grammar.readUid(uid) }))).toEqual(entries.uids);
    expect(entries.reviseUrls.map(({ url }) => ({ url, reads: grammar.readReviseUrl(url) }))).toEqual(
      entries.reviseUrls,
    );
    expect(entries.selfCertifying.map(({ uid }) => ({ uid, key: grammar.keyInUid(uid) }))).toEqual(
      entries.selfCertifying,
    );
  });

  it("decides all 81 cases of entering", () => {
    expect(entries.decisions).toHaveLength(81);
    for (const { byAuthor, byOthers, ...attributes } of entries.decisions) {
      const readings = Object.values(attributes) as grammar.Reading[];
      const decided = [grammar.decideEntry(readings, true), grammar.decideEntry(readings, false)];
      expect({ attributes, decided }).toEqual({ attributes, decided: [byAuthor, byOthers] });
    }
  });

  it.each(merges.vectors)("merges: $name", ({ versions, outcomes, signed, open, winner: won }) => {
    let state = nothing;
    const came: Outcome[] = [];
    for (const version of versions as Version[]) {
      const merged = merge(state, version);
      state = merged.state;
      came.push(merged.outcome);
    }
    expect(came).toEqual(outcomes);
    expect(state).toEqual({ signed, open });
    expect(winner(versions[0]?.uid ?? "", state)?.c1 ?? null).toBe(won);
  });

  it("counts hops", () => {
    for (const { site, uid, reviseUrl, isOrigin, stored } of hops.origins) {
      expect([site, uid, grammar.isOrigin(site, { uid, reviseUrl })]).toEqual([site, uid, isOrigin]);
      const taken = Object.keys(stored).map((hop) => [hop, grammar.takenHop(Number(hop), isOrigin)]);
      expect(Object.fromEntries(taken)).toEqual(stored);
    }
    expect(hops.sent.map(({ stored }) => ({ stored, sent: grammar.sentHop(stored) }))).toEqual(hops.sent);
  });

  it("divides UIDs into buckets, and takes their fingerprints", () => {
    expect(buckets.buckets.map(({ uid }) => ({ uid, bucket: bucketOf(uid) }))).toEqual(buckets.buckets);
    for (const { versions, fingerprint } of buckets.fingerprints)
      expect(fingerprintOf(versions as Listed[])).toBe(fingerprint);
  });

  it.each(envelopes.vectors)("signs as the envelope says: $name", async (vector) => {
    const text = pushText({ ...vector, body: Buffer.from(vector.body) });
    expect(text).toBe(vector.text);
    const { sig, fpr, site } = readSignatureHeader(vector.headers["DisCal-Signature"]);
    expect([fpr, site]).toEqual([key.fingerprint, vector.sender]);
    const signer = await readNodeKey(key.signing);
    const made = await signDetached(signer, Buffer.from(text), { at: new Date(vector.created * 1000) });
    expect(Buffer.from(made).toString("base64")).toBe(sig);
    expect(await isSignedBy(key.certificate, Buffer.from(text), Buffer.from(sig, "base64"))).toBe(true);
  });

  it("verifies an object, an entry and a move", async () => {
    const { object, entry, move } = signatures;
    expect(canonicalOf(object.wire)).toBe(object.canonical);
    expect([exactDigest(object.wire), semanticDigest(object.wire)]).toEqual([object.c1, object.digest]);
    expect(entryText({ ...entry, ical: Buffer.from(entry.ical) })).toBe(entry.text);
    expect(`${hash("sha256", entry.text).slice(0, 32)}@b.example`).toBe(entry.uid);
    expect(moveText(move)).toBe(move.text);
    for (const [text, signature] of [
      [object.canonical, object.signature],
      [entry.text, entry.signature],
      [move.text, move.signature],
    ] as const) {
      const bytes = Buffer.from(signature, "base64");
      expect(await isSignedBy(key.certificate, Buffer.from(text), bytes)).toBe(true);
      expect(await isSignedBy(key.certificate, Buffer.from(`${text} `), bytes)).toBe(false);
    }
  });

  it.each(filters.vectors)("filters: $filter", ({ filter, takes: taken }) => {
    expect(takes(filter as Filter, filters.event)).toBe(taken);
  });

  it("confirms what it asked for", () => {
    for (const { body, request, url } of registers.vectors) {
      expect(hash("sha256", body)).toBe(request);
      expect(new URL(url).searchParams.get("request")).toBe(request);
    }
  });
});
