import { describe, expect, it } from "vitest";
import { bodyFault, checkPush, signPush, type IncomingPush } from "../../../src/wire/push.ts";
import { createCheapSigner, createCheapVerifier } from "../../support/cheap-signer.ts";
import { against } from "../../support/threat.ts";

const now = Date.UTC(2026, 2, 16, 12);
const signer = createCheapSigner("a");
const verifier = createCheapVerifier();
const body = new TextEncoder().encode("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
const receiver = { recipient: "https://b.example", recipientKey: createCheapSigner("b").fingerprint };

const outgoing = {
  signer,
  now,
  nonce: "AAECAwQFBgcICQoLDA0ODw",
  method: "POST",
  target: "/discal/enter-event",
  sender: "https://a.example",
  ...receiver,
  contentType: "text/calendar; charset=utf-8",
  body,
};

async function arrive(changes: Partial<IncomingPush> = {}): Promise<IncomingPush> {
  const headers = await signPush(outgoing);
  return {
    method: "POST",
    target: "/discal/enter-event",
    signature: headers["DisCal-Signature"] ?? null,
    contentDigest: headers["Content-Digest"] ?? null,
    contentType: headers["Content-Type"] ?? null,
    ...receiver,
    expectedType: "text/calendar",
    now,
    ...changes,
  };
}

describe("checking a push before its signature", () => {
  it("rebuilds the text that the sender signed, and says who it claims to be", async () => {
    const check = checkPush(await arrive());
    if (!check.ok) throw new Error(check.reason);
    expect(check).toMatchObject({
      sender: "https://a.example",
      fingerprint: signer.fingerprint,
      nonce: outgoing.nonce,
      expires: now + 300_000,
    });
    expect(await verifier.verify(check.text, check.signature, signer, now)).toMatchObject({ ok: true });
  });

  it.each<[string, (push: IncomingPush) => Partial<IncomingPush>]>([
    ["unsigned", () => ({ signature: null })],
    ["malformed", () => ({ signature: "v=1" })],
    ["malformed", () => ({ target: "/discal/enter-event\nsender: https://c.example" })],
    [
      "window-too-long",
      (push) => ({ signature: push.signature?.replace(/expires=\d+/, `expires=${now / 1000 + 301}`) ?? "" }),
    ],
    [
      "window-too-long",
      (push) => ({ signature: push.signature?.replace(/expires=\d+/, `expires=${now / 1000}`) ?? "" }),
    ],
    ["past", () => ({ now: now + 300_000 })],
    ["not-yet", () => ({ now: now - 301_000 })],
    ["wrong-type", () => ({ contentType: "text/html" })],
    ["wrong-type", () => ({ contentType: null })],
    ["wrong-digest", () => ({ contentDigest: null })],
    ["wrong-digest", (push) => ({ contentDigest: `${push.contentDigest}, sha-512=:AAAA:` })],
  ])("refuses as %s %#", async (fault, change) => {
    const push = await arrive();
    const check = checkPush({ ...push, ...change(push) });
    expect(check).toMatchObject({ ok: false, fault, reason: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  it(
    "takes only the body whose digest was signed",
    against(
      "identity",
      "the body of a push is changed under way",
      "its digest is signed, and checked before it is read",
    ),
    async () => {
      const check = checkPush(await arrive());
      if (!check.ok) throw new Error(check.reason);
      expect(bodyFault(check.envelope, body)).toBeNull();
      const other = new TextEncoder().encode("BEGIN:VCALENDAR");
      expect(bodyFault(check.envelope, other)).toMatchObject({ fault: "wrong-digest" });
    },
  );

  it.each([-300_000, 0, 299_999])("takes a clock that is %d ms away", async (away) => {
    expect(checkPush(await arrive({ now: now + away }))).toMatchObject({ ok: true });
  });

  it("names the same nonce until it expires, so that the store can tell a replay", async () => {
    const push = await arrive();
    const [first, again] = [checkPush(push), checkPush({ ...push, now: now + 299_000 })];
    if (!first.ok || !again.ok) throw new Error("one was refused");
    expect([again.nonce, again.expires]).toEqual([first.nonce, first.expires]);
    expect(checkPush({ ...push, now: first.expires })).toMatchObject({ fault: "past" });
  });
});

describe("a push that was signed for something else", () => {
  it.each<Partial<IncomingPush>>([
    { recipient: "https://c.example" },
    { recipientKey: createCheapSigner("c").fingerprint },
    { target: "/discal/v1/objects" },
    { method: "PUT" },
  ])("does not verify: %j", async (change) => {
    const check = checkPush(await arrive(change));
    if (!check.ok) throw new Error(check.reason);
    const result = await verifier.verify(check.text, check.signature, signer, now);
    expect(result).toMatchObject({ ok: false, fault: "wrong-signature" });
  });

  it("does not verify with another body and its right digest", async () => {
    const other = checkPush(await arrive());
    const signature = (await arrive()).signature?.replace("AAEC", "BBEC") ?? "";
    const check = checkPush(await arrive({ signature }));
    if (!check.ok || !other.ok) throw new Error("one was refused");
    expect(check.text).not.toEqual(other.text);
  });
});

describe("signing a push", () => {
  it.each([
    ["nonce", { nonce: "short" }],
    ["site", { sender: "https://a.example/path" }],
  ])("refuses a %s that no receiver would read", async (field, change) => {
    await expect(signPush({ ...outgoing, ...change })).rejects.toThrow(field);
  });
});
