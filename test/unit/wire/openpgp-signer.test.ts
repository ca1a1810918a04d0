import { encryptKey } from "openpgp";
import { describe, expect, it } from "vitest";
import { createSigner } from "../../../src/wire/openpgp-signer.ts";
import { craftKey, HOUR, MADE, pinned } from "../../support/crafted-key.ts";

const bytes = Uint8Array.of(1, 2, 3);

describe("a signer", () => {
  it("says its primary fingerprint and certificate", async () => {
    const key = await craftKey();
    expect(await createSigner({ privateKey: key.armor() })).toMatchObject(pinned(key));
  });

  it("signs equal bytes at an equal time equally", async () => {
    const signer = await createSigner({ privateKey: (await craftKey()).armor() });
    expect(await signer.sign(bytes, MADE + 1000)).toEqual(await signer.sign(bytes, MADE + 1999));
    expect(await signer.sign(bytes, MADE + 2000)).not.toEqual(await signer.sign(bytes, MADE + 1000));
  });

  it.each([
    ["that is no key", async () => "nonsense", /no armored OpenPGP private key/],
    ["that is public", async () => (await craftKey()).toPublic().armor(), /private key/],
    [
      "without a signing subkey",
      async () => (await craftKey({ subkeys: [] })).armor(),
      /no valid signing subkey/,
    ],
    [
      "with a subkey that only encrypts",
      async () => (await craftKey({ subkeys: [{}] })).armor(),
      /no valid signing subkey/,
    ],
    [
      "behind a passphrase",
      async () => (await encryptKey({ privateKey: await craftKey(), passphrase: "secret" })).armor(),
      /passphrase/,
    ],
  ])("is not made from a key %s", async (_, craft, message) => {
    await expect(createSigner({ privateKey: await craft() })).rejects.toThrow(message);
  });

  it("says when its key has expired", async () => {
    const key = await craftKey({ subkeys: [{ sign: true, keyExpirationTime: 60 }] });
    const signer = await createSigner({ privateKey: key.armor() });
    await expect(signer.sign(bytes, MADE + HOUR)).rejects.toThrow(/cannot sign at 2026-01-01T01:00:00.000Z/);
  });
});
