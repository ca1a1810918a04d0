import { enums, type Key, PublicKeyPacket, PublicSubkeyPacket, readKey } from "openpgp";
import { describe, expect, it } from "vitest";
import { cachedCertificates, readCertificate } from "../../../src/wire/certificate.ts";
import { createVerifier } from "../../../src/wire/openpgp-verifier.ts";
import { craftKey, MADE, pinned } from "../../support/crafted-key.ts";
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

/** An odd number of so many bits. */
const number = (bits: number) => new Uint8Array(bits / 8).fill(0xf1);
const { rsaEncryptSign: rsa, dsa } = enums.publicKey;
const rsaOf = (modulus: number, exponent: number) => ({ n: number(modulus), e: number(exponent) });
const dsaOf = (p: number, q: number) => ({ p: number(p), q: number(q), g: number(p), y: number(p) });
/** What a stranger may say that their key is. */
const KEYS: readonly (readonly [string, enums.publicKey, object, boolean])[] = [
  ["RSA of 4,096 bits", rsa, rsaOf(4096, 24), true],
  ["RSA of 16,384 bits", rsa, rsaOf(16_384, 24), false],
  ["RSA with an exponent of 2,048 bits", rsa, rsaOf(2048, 2048), false],
  ["DSA of 4,096 bits", dsa, dsaOf(4096, 2048), false],
  ["DSA of 1,024 bits", dsa, dsaOf(1024, 160), false],
];

describe("a key whose signatures take long to check, by arithmetic in JavaScript", () => {
  const slow = against(
    "bombs",
    "a certificate has a key of 16,384 bits, and an exponent as long",
    "Ed25519, and RSA of at most 8,192 bits with a short exponent, are checked; no other key's signature",
  );

  async function withKey<Packet extends object>(packet: Packet, algorithm: number, params: object) {
    Object.assign(packet, { algorithm, publicParams: params, created: new Date(MADE) });
    await (packet as unknown as { computeFingerprintAndKeyID(): Promise<void> }).computeFingerprintAndKeyID();
    return packet;
  }

  it.each(KEYS)("is refused as a primary: %s", slow, async (_, algorithm, params, isTaken) => {
    const { users } = key.toPublic();
    const primary = await withKey(new PublicKeyPacket(), algorithm, params);
    const certificate = Object.assign(key.toPublic(), { keyPacket: primary, users, subkeys: [] });
    const read = readCertificate(certificate.armor());
    if (isTaken) expect((await read).getFingerprint()).toBe(primary.getFingerprint());
    else await expect(read).rejects.toThrow("must be Ed25519");
  });

  it.each(KEYS)("is left out as a subkey: %s", slow, async (_, algorithm, params, isTaken) => {
    const certificate: Key = key.toPublic();
    const subkey = Object.assign(Object.create(certificate.subkeys[0] ?? null), {
      keyPacket: await withKey(new PublicSubkeyPacket(), algorithm, params),
    });
    certificate.subkeys.push(subkey);
    const read = await readCertificate(certificate.armor());
    expect(read.subkeys).toHaveLength(isTaken ? 2 : 1);
  });
});

/** Of a signature packet, the octet that names its hash (RFC 9580, section 5.2.3). */
const HASH = 3;

it.each(["sha3_256", "sha224", "md5"] as const)(
  "a signature by a hash that the system does not know, %s, is left out unread",
  against(
    "bombs",
    "hundreds of signatures of a certificate are by a hash that makes the library compute in JavaScript",
    "only SHA-1 and SHA-2 are verified, by the system and beside the event loop",
  ),
  async (name) => {
    const certificate = await readKey({ armoredKey: pinned(key).certificate });
    for (const { bindingSignatures } of certificate.subkeys)
      for (const binding of bindingSignatures)
        (binding as unknown as { signatureData: Uint8Array }).signatureData[HASH] = enums.hash[name];
    const { users, subkeys } = await readCertificate(certificate.armor());
    expect(users[0]?.selfCertifications).toHaveLength(1);
    expect(subkeys[0]?.bindingSignatures).toEqual([]);
  },
);

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
