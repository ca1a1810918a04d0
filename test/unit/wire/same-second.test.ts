import { createHash } from "node:crypto";
import { createMessage, type PrivateKey, readPrivateKey, type SecretSubkeyPacket, sign } from "openpgp";
import { describe, expect, it } from "vitest";
import { generateKeys } from "../../../src/wire/openpgp-keys.ts";
import { createSigner } from "../../../src/wire/openpgp-signer.ts";
import { createVerifier } from "../../../src/wire/openpgp-verifier.ts";
import { bySecond, ed25519Of } from "../../../src/wire/same-second.ts";
import { craftKey } from "../../support/crafted-key.ts";

const MADE = Date.UTC(2026, 0, 1);
const AT = MADE + 3_600_000;

/** By openpgp.js alone. */
async function signedBy(key: PrivateKey, bytes: Uint8Array, at: number): Promise<Uint8Array> {
  const message = await createMessage({ binary: bytes });
  const config = { nonDeterministicSignaturesViaNotation: false };
  return sign({ message, signingKeys: key, detached: true, format: "binary", date: new Date(at), config });
}

describe("signatures of one second", () => {
  it("are those that openpgp.js makes, byte for byte", async () => {
    const { signing } = await generateKeys({ name: "A", url: "https://a.example", now: MADE });
    const key = await readPrivateKey({ armoredKey: signing });
    const signer = await createSigner({ privateKey: signing });
    // So many that some have integers with leading zeros.
    for (let n = 0; n < 600; n += 1) {
      const bytes = createHash("sha512")
        .update(String(n))
        .digest()
        .subarray(0, n % 65);
      const made = await signer.sign(bytes, AT + n);
      expect(Buffer.from(made).toString("hex")).toBe(
        Buffer.from(await signedBy(key, bytes, AT + n)).toString("hex"),
      );
    }
  });

  it("are verified like any other", async () => {
    const { signing, certificate } = await generateKeys({ name: "A", url: "https://a.example", now: MADE });
    const signer = await createSigner({ privateKey: signing });
    const { fingerprint } = signer;
    for (const bytes of [Uint8Array.of(1), Uint8Array.of(2)]) {
      const checked = await createVerifier().verify(
        bytes,
        await signer.sign(bytes, AT),
        { fingerprint, certificate },
        AT,
      );
      expect(checked).toMatchObject({ ok: true, signedAt: AT });
    }
  });

  it("ask once a second whether the key may sign, and again in the next", async () => {
    const key = await craftKey();
    const asked: number[] = [];
    const counted = bySecond(
      (bytes, at) => {
        asked.push(at);
        return signedBy(key, bytes, at);
      },
      ed25519Of(key.subkeys[0]?.keyPacket as SecretSubkeyPacket)!,
    );
    for (const at of [AT, AT + 1, AT + 999, AT + 1000, AT + 1999, AT]) await counted(Uint8Array.of(1), at);
    expect(asked).toEqual([AT, AT + 1000, AT]);
  });

  it("fail where the first one of that second does", async () => {
    const key = await craftKey();
    const refused = bySecond(
      async () => {
        throw new Error("the key has expired");
      },
      ed25519Of(key.subkeys[0]?.keyPacket as SecretSubkeyPacket)!,
    );
    for (const at of [AT, AT + 1]) await expect(refused(Uint8Array.of(1), at)).rejects.toThrow("expired");
  });
});
