import { readKey, readPrivateKey } from "openpgp";
import { describe, expect, it } from "vitest";
import { joinCertificates } from "../../../src/wire/join-certificates.ts";
import { createVerifier } from "../../../src/wire/openpgp-verifier.ts";
import { craftKey, HOUR, MADE, onlySubkey, pinned, revokeSubkey } from "../../support/crafted-key.ts";
import { against } from "../../support/threat.ts";

const key = await craftKey();
const { fingerprint, certificate } = pinned(key);
const armored = key.armor();

/** The same key again, apart from what a test does to the other. */
const again = () => readPrivateKey({ armoredKey: armored });

async function revoked(flag: "keySuperseded" | "keyCompromised", at = MADE + HOUR) {
  return pinned(await revokeSubkey(await again(), flag, at)).certificate;
}

async function rotated() {
  const date = new Date(MADE + HOUR);
  return (await again()).addSubkey({ sign: true, type: "ecc", curve: "ed25519Legacy", date });
}

describe("certificates of one key", () => {
  it("are the same bytes in any order, and however often they are joined", async () => {
    const parts = [certificate, await revoked("keySuperseded"), (await rotated()).toPublic().armor()];
    const [a = "", b = "", c = ""] = parts;
    const join = joinCertificates;
    const all = await join(await join(a, b), c);
    expect(await join(await join(c, b), a)).toBe(all);
    expect(await join(await join(b, a), await join(c, a))).toBe(all);
    expect(await join(all, all)).toBe(all);
    expect(await join(null, all)).toBe(all);
    expect((await readKey({ armoredKey: all })).subkeys).toHaveLength(2);
  });

  it(
    "never lose a revocation",
    against(
      "identity",
      "a relay shows a certificate without its revocation",
      "certificates are joined; no revocation is unlearnt",
    ),
    async () => {
      const known = await joinCertificates(certificate, await revoked("keyCompromised"));
      const later = await joinCertificates(known, certificate);
      expect(later).toBe(known);
      expect(await createVerifier().compromised(later)).toEqual([
        onlySubkey(key).getFingerprint().toUpperCase(),
      ]);
    },
  );

  it(
    "keep a binding that a relay has replaced by a broken, later one",
    against(
      "identity",
      "a relay breaks a key's binding",
      "each signature of a certificate is checked before it is taken",
    ),
    async () => {
      const forged = await again();
      const stranger = await craftKey();
      const { keyPacket, bindingSignatures } = onlySubkey(forged);
      for (const binding of bindingSignatures) {
        const data = { key: forged.keyPacket, bind: keyPacket };
        const signable = binding as unknown as { sign(...of: unknown[]): Promise<void> };
        await signable.sign(stranger.keyPacket, data, new Date(MADE + HOUR), false, {});
        binding.issuerKeyID = forged.getKeyID();
      }
      const poisoned = pinned(forged).certificate;
      expect(await joinCertificates(certificate, poisoned)).toBe(await joinCertificates(null, certificate));
      expect(await joinCertificates(poisoned, certificate)).toBe(await joinCertificates(null, certificate));
    },
  );

  it(
    "hold nothing of strangers: no user id, certification or subkey of theirs",
    against(
      "identity",
      "a certificate is filled with strangers' signatures",
      "only what the primary signed is kept: 200 signatures, 64 KiB",
    ),
    async () => {
      const stranger = await craftKey();
      const stuffed = await (await readKey({ armoredKey: certificate })).signAllUsers([stranger]);
      stuffed.users.push(...stranger.toPublic().users);
      stuffed.subkeys.push(...stranger.toPublic().subkeys);
      expect(stuffed.armor()).not.toBe(certificate);
      expect(await joinCertificates(null, stuffed.armor())).toBe(await joinCertificates(null, certificate));
    },
  );

  it("are without what a relay has added to the part of a signature that is not signed", async () => {
    const stuffed = await again();
    for (const { bindingSignatures } of stuffed.subkeys) {
      for (const { unhashedSubpackets } of bindingSignatures)
        unhashedSubpackets.push({ type: 100, critical: false, body: new Uint8Array(100) });
    }
    expect(pinned(stuffed).certificate).not.toBe(certificate);
    expect(await joinCertificates(pinned(stuffed).certificate, certificate)).toBe(
      await joinCertificates(null, certificate),
    );
  });

  it("are refused where they are of another key", async () => {
    const other = pinned(await craftKey()).certificate;
    await expect(joinCertificates(certificate, other)).rejects.toMatchObject({ problem: "invalid" });
  });
});

describe("a compromise", () => {
  it.each([
    ["keySuperseded", []],
    ["keyRetired", []],
    ["keyCompromised", [onlySubkey(key).getFingerprint().toUpperCase()]],
    ["noReason", [onlySubkey(key).getFingerprint().toUpperCase()]],
  ] as const)("is what %s says, or not", async (flag, found) => {
    const { certificate } = pinned(await revokeSubkey(await again(), flag, MADE + HOUR));
    expect(await createVerifier().compromised(certificate)).toEqual(found);
  });

  it("of the primary is one of all", async () => {
    const { certificate } = pinned(await (await again()).revoke({}, new Date(MADE + HOUR)));
    expect(await createVerifier().compromised(certificate)).toEqual([
      fingerprint,
      onlySubkey(key).getFingerprint().toUpperCase(),
    ]);
  });
});
