import { describe, expect, it } from "vitest";
import { cachedCertificates } from "../../../src/wire/certificate.ts";
import { createVerifier } from "../../../src/wire/openpgp-verifier.ts";
import { craftKey, pinned } from "../../support/crafted-key.ts";
import { against } from "../../support/threat.ts";

const key = await craftKey();
const young = await craftKey({ config: { v6Keys: true }, type: "curve25519" });

describe("a certificate", () => {
  it("names its primary fingerprint", async () => {
    const { fingerprint, certificate } = pinned(key);
    expect(await createVerifier().fingerprintOf(certificate)).toBe(fingerprint);
  });

  it.each([
    ["a private key", key.armor(), /private key/],
    ["a key of version 6", young.toPublic().armor(), /version 4, this one is of 6/],
    ["a web page", "<html>", /no armored OpenPGP certificate/],
    ["a signature", "-----BEGIN PGP SIGNATURE-----\n\nwnUE\n-----END PGP SIGNATURE-----\n", /no armored/],
    ["a flood", "x".repeat(65_537), /65536 characters/],
  ])("is not read from %s", async (_, certificate, message) => {
    await expect(createVerifier().fingerprintOf(certificate)).rejects.toThrow(message);
  });
});

describe("certificates that are kept read", () => {
  it(
    "are the last used, and no more than was said",
    against("identity", "certificates of sybils fill the memory", "512 are kept read, the last used"),
    async () => {
      const read = cachedCertificates(2);
      const [a, b, c] = await Promise.all([1, 2, 3].map(async () => pinned(await craftKey()).certificate));
      const [first, second] = [await read(a ?? ""), await read(b ?? "")];
      expect(await read(a ?? "")).toBe(first);
      await read(c ?? "");
      expect(await read(a ?? "")).toBe(first);
      expect(await read(b ?? "")).not.toBe(second);
    },
  );

  it("are none that could not be read", async () => {
    const read = cachedCertificates(2);
    const failed = read("nonsense");
    await expect(failed).rejects.toThrow();
    expect(read("nonsense")).not.toBe(failed);
    await expect(read("nonsense")).rejects.toThrow();
  });
});
