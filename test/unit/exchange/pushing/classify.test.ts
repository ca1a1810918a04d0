import { describe, expect, it } from "vitest";
import { composeEvent } from "../../../../src/core/ical/compose.ts";
import { classify } from "../../../../src/exchange/pushing/accept.ts";
import { lockedUid } from "../../../../src/exchange/editing/enter.ts";
import type { KeyOf } from "../../../../src/exchange/keys/key-ring.ts";
import { seal } from "../../../../src/exchange/keys/seal.ts";
import { createVerifier } from "../../../../src/wire/openpgp-verifier.ts";
import { rotatingSigner } from "../../../support/keyed-network.ts";

const MADE = Date.UTC(2026, 0, 1);
const NOW = MADE + 3_600_000;
const url = "https://a.example";
const signer = await rotatingSigner(url, MADE);
const { fingerprint, certificate: old } = signer;
await signer.rotate(NOW - 1000, { how: "superseded" });
await signer.refresh();

const uid = lockedUid({ signer, host: "a.example" }, NOW, new Uint8Array(10));
const sealed = await seal(
  { signer },
  composeEvent({
    uid,
    title: "Reading",
    start: "2026-04-01T19:00",
    end: null,
    zone: null,
    allDay: false,
    location: null,
    description: null,
    url: null,
    tags: [],
    dtstamp: NOW,
    reviseUrl: `${url}/discal/revise`,
  }),
  NOW,
);
const offered = { ...sealed, class: "open", signedAt: null } as const;
const judged = (keyOf: KeyOf, version: typeof offered = offered, now = NOW) =>
  classify({ verifier: createVerifier(), keyOf }, version, now);

describe("a version of a UID that names a key", () => {
  it("is signed where the key is known, and says when it was", async () => {
    const known: KeyOf = async () => ({ fingerprint, certificate: signer.certificate });
    expect(await judged(known)).toEqual({ version: sealed });
  });

  it("is taken by a newer certificate where it is by a subkey that is not in the known one", async () => {
    const asked: unknown[] = [];
    const renewed: KeyOf = async (_key, named, beyond) => {
      asked.push([named, beyond]);
      return { fingerprint, certificate: beyond === undefined ? old : signer.certificate };
    };
    expect(await judged(renewed)).toEqual({ version: sealed });
    expect(asked).toEqual([
      [uid, undefined],
      [uid, old],
    ]);
  });

  it.each<[string, KeyOf]>([
    ["the key", async () => null],
    [
      "the subkey",
      async (_key, _uid, beyond) => (beyond === undefined ? { fingerprint, certificate: old } : null),
    ],
  ])("is deferred, not refused, where %s is not known yet", async (_, keyOf) => {
    expect(await judged(keyOf)).toMatchObject({ uid, verdict: "deferred" });
  });

  it("is signed, too, where it is of the future by the clock here: either may be wrong, and all must agree", async () => {
    const known: KeyOf = async () => ({ fingerprint, certificate: signer.certificate });
    const taken = { version: { class: "signed" } };
    expect(await judged(known, offered, NOW - 365 * 86_400_000)).toMatchObject(taken);
  });

  it("is rejected where the signature does not fit, and open where it has none", async () => {
    const known: KeyOf = async () => ({ fingerprint, certificate: signer.certificate });
    const forged = { ...offered, text: offered.text.replace("Reading", "Writing") };
    expect(await judged(known, forged)).toMatchObject({ verdict: "rejected" });
    expect(await judged(known, { ...offered, signature: null })).toMatchObject({
      version: { class: "open" },
    });
  });
});

it("a signature of a version whose UID names no key is not passed on", async () => {
  const version = { ...offered, uid: "1@calendar.example", signature: "bm8gc2lnbmF0dXJl" };
  expect(await judged(async () => null, version)).toMatchObject({
    version: { class: "open", signature: null },
  });
});
