import { describe, expect, it } from "vitest";
import type { Version } from "../../../src/core/model/version.ts";
import { OBJECT_CONTEXT } from "../../../src/core/ical/signing-context.ts";
import { checkObject, signObject } from "../../../src/wire/object-signature.ts";
import { createSigner } from "../../../src/wire/openpgp-signer.ts";
import { createVerifier } from "../../../src/wire/openpgp-verifier.ts";
import { generateKeys } from "../../../src/wire/openpgp-keys.ts";
import { createCheapSigner } from "../../support/cheap-signer.ts";
import { craftKey, HOUR, MADE } from "../../support/crafted-key.ts";
import { version } from "../../support/versions.ts";
import { against } from "../../support/threat.ts";

const at = Date.UTC(2026, 2, 16, 12);
const keys = await generateKeys({ name: "A", url: "https://a.example", now: at });
const signer = await createSigner({ privateKey: keys.signing });
const verifier = createVerifier();

/** A version whose UID names the signer's key. */
function own(given: Partial<Version> = {}): Version {
  const uid = `01ARZ3NDEKTSV4RRFFQ69G5FAV.${signer.fingerprint}@a.example`;
  const text = `BEGIN:VCALENDAR\r\n${OBJECT_CONTEXT}\r\nBEGIN:VEVENT\r\nUID:${uid}\r\nSUMMARY:Frühling\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
  return version({ uid, text, ...given });
}

describe("an object's signature", () => {
  it("holds by the key that the UID names", async () => {
    const signature = await signObject(own(), signer, at);
    expect(await checkObject(own({ signature }), verifier, signer, at)).toMatchObject({ ok: true });
  });

  it.each<[string, (right: Version) => Partial<Version>, string]>([
    ["none", () => ({ signature: null }), "malformed"],
    ["one that is no base64", () => ({ signature: "§" }), "malformed"],
    ["one in base64 with white space", ({ signature }) => ({ signature: ` ${signature}` }), "malformed"],
    ["one over other bytes", ({ text }) => ({ text: text.replace("Frühling", "Herbst") }), "wrong-signature"],
    ["a UID that names no key", () => ({ uid: "1@a.example" }), "unknown-key"],
    [
      "a UID that names another key",
      () => ({ uid: `01ARZ3NDEKTSV4RRFFQ69G5FAV.${createCheapSigner("b").fingerprint}@a.example` }),
      "unknown-key",
    ],
  ])("is refused with %s", async (_, change, fault) => {
    const right = own({ signature: await signObject(own(), signer, at) });
    const result = await checkObject({ ...right, ...change(right) }, verifier, signer, at);
    expect(result).toMatchObject({ ok: false, fault });
  });

  it("outlives its key, as a push does not", async () => {
    const key = await craftKey({ subkeys: [{ sign: true, keyExpirationTime: 60 }] });
    const signer = await createSigner({ privateKey: key.armor() });
    const unsigned = own({ uid: `01ARZ3NDEKTSV4RRFFQ69G5FAV.${signer.fingerprint}@a.example` });
    const signature = await signObject(unsigned, signer, MADE);
    const result = await checkObject({ ...unsigned, signature }, verifier, signer, MADE + HOUR);
    expect(result).toMatchObject({ ok: true });
  });

  it(
    "is neither made nor taken over bytes that do not say that they are an object",
    against("identity", "a signature for one purpose is used for another", "what is signed says what it is"),
    async () => {
      const text = own().text.replace(OBJECT_CONTEXT, `X-NOTE:${OBJECT_CONTEXT}`);
      await expect(signObject(own({ text }), signer, at)).rejects.toThrow(OBJECT_CONTEXT);
      const signature = Buffer.from(await signer.sign(new TextEncoder().encode(text), at)).toString("base64");
      expect(await checkObject(own({ text, signature }), verifier, signer, at)).toMatchObject({
        fault: "malformed",
      });
    },
  );
});
