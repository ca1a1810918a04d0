import fc from "fast-check";
import { createCleartextMessage, createMessage, readPrivateKey, sign } from "openpgp";
import { describe, expect, it } from "vitest";
import { generateKeys } from "../../../src/wire/openpgp-keys.ts";
import { createVerifier } from "../../../src/wire/openpgp-verifier.ts";
import type { SignatureUse } from "../../../src/wire/signer.ts";
import {
  craftKey,
  forge,
  HOUR,
  MADE,
  onlySubkey,
  pinned,
  rebind,
  revokeSubkey,
  signWith,
} from "../../support/crafted-key.ts";
import { against } from "../../support/threat.ts";

const now = MADE + 24 * HOUR;
const bytes = new TextEncoder().encode("DisCal-Push/1\nmethod: POST\n");
const good = await craftKey();
const signature = await signWith(good, { binary: bytes }, { at: now });

/** A certificate and a signature that must not pass, and when it is looked at. */
interface Attempt {
  readonly key?: Awaited<ReturnType<typeof craftKey>>;
  readonly signature: Uint8Array;
  readonly at?: number;
}

function verify({ key = good, signature, at = now }: Attempt, use?: SignatureUse) {
  return createVerifier().verify(bytes, signature, pinned(key), at, use);
}

const wrong: readonly (readonly [string, string, RegExp, () => Promise<Attempt>])[] = [
  [
    "by another key",
    "unknown-key",
    /no subkey of the pinned/,
    async () => {
      return { signature: await signWith(await craftKey(), { binary: bytes }, { at: now }) };
    },
  ],
  [
    "by the primary",
    "by-primary",
    /only certifies/,
    async () => {
      return { signature: await signWith(good, { binary: bytes }, { at: now, by: good }) };
    },
  ],
  [
    "by a subkey without cross-certification",
    "not-cross-certified",
    /embedded signature/,
    async () => {
      const key = await craftKey();
      const signature = await signWith(key, { binary: bytes }, { at: now });
      await rebind(key, null);
      return { key, signature };
    },
  ],
  [
    "by a subkey with another's cross-certification",
    "not-cross-certified",
    /Could not find valid key binding/i,
    async () => {
      const [key, other] = [await craftKey(), await craftKey()];
      const signature = await signWith(key, { binary: bytes }, { at: now });
      await rebind(key, onlySubkey(other).bindingSignatures[0]?.embeddedSignature ?? null);
      return { key, signature };
    },
  ],
  [
    "of text type",
    "not-binary",
    /type 1/,
    async () => {
      return { signature: await signWith(good, { text: new TextDecoder().decode(bytes) }, { at: now }) };
    },
  ],
  [
    "of two packets",
    "not-one-packet",
    /follows/,
    async () => {
      return { signature: Buffer.concat([signature, signature]) };
    },
  ],
  [
    "with a marker packet that libraries skip",
    "not-one-packet",
    /packet 10/,
    async () => {
      return { signature: Buffer.concat([Buffer.from("ca03504750", "hex"), signature]) };
    },
  ],
  [
    "inline",
    "inline",
    /detached/,
    async () => {
      const message = await createMessage({ binary: bytes });
      return { signature: await sign({ message, signingKeys: good, date: new Date(now), format: "binary" }) };
    },
  ],
  [
    "cleartext",
    "cleartext",
    /cleartext/,
    async () => {
      const message = await createCleartextMessage({ text: new TextDecoder().decode(bytes) });
      return { signature: Buffer.from(await sign({ message, signingKeys: good, date: new Date(now) })) };
    },
  ],
  ["truncated", "truncated", /truncated/, async () => ({ signature: signature.subarray(0, -1) })],
  ["empty", "malformed", /empty/, async () => ({ signature: new Uint8Array() })],
  ["too large", "too-large", /1024 bytes/, async () => ({ signature: new Uint8Array(1025) })],
  [
    "of version 6",
    "malformed",
    /of 6/,
    async () => {
      return { signature: Uint8Array.from(signature, (octet, at) => (at === 2 ? 6 : octet)) };
    },
  ],
  [
    "by a key that gpg 2.2 does not know",
    "malformed",
    /algorithm 27/,
    async () => {
      const key = await craftKey({ type: "curve25519" });
      return { key, signature: await signWith(key, { binary: bytes }, { at: now }) };
    },
  ],
  [
    "by an expired subkey",
    "expired",
    /key has expired/,
    async () => {
      const key = await craftKey({ subkeys: [{ sign: true, keyExpirationTime: 23 * 3600 }] });
      return { key, signature: await signWith(key, { binary: bytes }, { at: MADE + HOUR }) };
    },
  ],
  [
    "by a subkey of an expired primary",
    "expired",
    /key has expired/,
    async () => {
      const key = await craftKey({
        keyExpirationTime: 23 * 3600,
        subkeys: [{ sign: true, keyExpirationTime: 0 }],
      });
      return { key, signature: await signWith(key, { binary: bytes }, { at: MADE + HOUR }) };
    },
  ],
  [
    "by a revoked subkey",
    "revoked",
    /revoked/,
    async () => {
      const key = await craftKey();
      const signature = await signWith(key, { binary: bytes }, { at: now });
      return { key: await revokeSubkey(key, "keySuperseded", now - HOUR), signature };
    },
  ],
  [
    "dated before a compromise",
    "revoked",
    /revoked/,
    async () => {
      const key = await craftKey();
      const signature = await signWith(key, { binary: bytes }, { at: now });
      return { key: await revokeSubkey(key, "keyCompromised", now + HOUR), signature };
    },
  ],
  [
    "by a subkey of a revoked primary",
    "revoked",
    /revoked/,
    async () => {
      const key = await craftKey();
      const signature = await signWith(key, { binary: bytes }, { at: now });
      return { key: await key.revoke({}, new Date(now - HOUR)), signature };
    },
  ],
  [
    "that has itself expired",
    "expired",
    /The signature has expired/,
    async () => ({ signature: await forge(good, bytes, { at: now - 60_000, seconds: 60 }) }),
  ],
  [
    "dated in the future",
    "future",
    /in the future/,
    async () => {
      return { signature: await signWith(good, { binary: bytes }, { at: now + 301_000 }) };
    },
  ],
  [
    "over other bytes",
    "wrong-signature",
    /does not fit/,
    async () => {
      return { signature: await signWith(good, { binary: new Uint8Array(bytes.length) }, { at: now }) };
    },
  ],
];

describe("a signature", () => {
  it("passes by a signing subkey of the pinned certificate", async () => {
    const issuer = onlySubkey(good).getFingerprint().toUpperCase();
    const { fingerprint } = pinned(good);
    expect(await verify({ signature })).toEqual({ ok: true, fingerprint, issuer, signedAt: now });
  });

  it("passes by an RSA subkey", async () => {
    const key = await craftKey({ type: "rsa", rsaBits: 2048 });
    const signature = await signWith(key, { binary: bytes }, { at: now });
    expect(await verify({ key, signature })).toMatchObject({ ok: true });
  });

  it("passes until it expires itself", async () => {
    const signature = await forge(good, bytes, { at: now - 59_000, seconds: 60 });
    expect(await verify({ signature })).toMatchObject({ ok: true });
  });

  it("passes where the signer's clock is 300 s ahead", async () => {
    expect(await verify({ signature, at: now - 300_000 })).toMatchObject({ ok: true });
  });

  it.each(wrong)("is refused %s: %s", async (_, fault, reason, craft) => {
    expect(await verify(await craft())).toEqual({ ok: false, fault, reason: expect.stringMatching(reason) });
  });

  it("is refused where the certificate is not that of the pinned fingerprint", async () => {
    const key = { ...pinned(good), fingerprint: pinned(await craftKey()).fingerprint };
    const result = await createVerifier().verify(bytes, signature, key, now);
    expect(result).toMatchObject({ ok: false, fault: "unknown-key" });
  });

  it(
    "is refused whichever bit of the signed bytes is turned",
    against("identity", "what was signed is changed under way", "every bit is signed"),
    async () => {
      const verifier = createVerifier();
      const bit = fc.integer({ min: 0, max: bytes.length * 8 - 1 });
      await fc.assert(
        fc.asyncProperty(bit, async (bit) => {
          const turned = bytes.map((octet, at) => (at === bit >> 3 ? octet ^ (1 << (bit & 7)) : octet));
          expect(await verifier.verify(turned, signature, pinned(good), now)).toMatchObject({ ok: false });
        }),
      );
    },
  );

  it(
    "is never the cause of an exception, however it is garbled",
    against("identity", "a garbled signature breaks the verifier", "every packet is read by hand first"),
    async () => {
      const verifier = createVerifier();
      const place = fc.record({ at: fc.nat({ max: signature.length - 1 }), octet: fc.nat({ max: 255 }) });
      await fc.assert(
        fc.asyncProperty(fc.array(place, { minLength: 1, maxLength: 8 }), async (places) => {
          const garbled = signature.slice();
          for (const { at, octet } of places) garbled[at] = octet;
          expect(await verifier.verify(bytes, garbled, pinned(good), now)).toHaveProperty("ok");
        }),
        { numRuns: 500 },
      );
    },
  );
});

describe("what a person enters", () => {
  const sign = (key: Awaited<ReturnType<typeof craftKey>>) =>
    signWith(key, { binary: bytes }, { at: now, by: key });

  it("may be signed by a primary that may sign, and says so", async () => {
    const key = await craftKey({ subkeys: [] });
    const { fingerprint } = pinned(key);
    const checked = await verify({ key, signature: await sign(key) }, "entry");
    expect(checked).toEqual({ ok: true, fingerprint, issuer: fingerprint, signedAt: now });
  });

  it("may be signed by a subkey, too", async () => {
    expect(await verify({ signature }, "entry")).toMatchObject({ ok: true });
  });

  it("may not be signed by a primary that is revoked, has expired, or only certifies", async () => {
    const late = await craftKey({ subkeys: [], keyExpirationTime: 23 * 3600 });
    const expired = await signWith(late, { binary: bytes }, { at: MADE + HOUR, by: late });
    expect(await verify({ key: late, signature: expired }, "entry")).toMatchObject({ fault: "expired" });
    const key = await craftKey({ subkeys: [] });
    const made = await sign(key);
    const revoked = { key: await key.revoke({}, new Date(now - HOUR)), signature: made };
    expect(await verify(revoked, "entry")).toMatchObject({ fault: "revoked" });
    const { primary } = await generateKeys({ name: "A", url: "https://a.example", now: MADE });
    const node = await readPrivateKey({ armoredKey: primary });
    const certifies = { key: node, signature: await forge(node, bytes, { at: now, by: node }) };
    expect(await verify(certifies, "entry")).toMatchObject({ fault: "by-primary" });
  });
});

describe("an object's signature", () => {
  it("outlives its key's expiry", async () => {
    const key = await craftKey({ subkeys: [{ sign: true, keyExpirationTime: 3600 }] });
    const attempt = { key, signature: await signWith(key, { binary: bytes }, { at: MADE + 1000 }) };
    expect(await verify(attempt)).toMatchObject({ ok: false, fault: "expired" });
    expect(await verify(attempt, "object")).toMatchObject({ ok: true });
  });

  it(
    "outlives its key's being superseded, but not its compromise, whichever is asked first",
    against("identity", "a compromised key dates a signature back", "a compromise undoes all that it signed"),
    async () => {
      const [old, late] = [MADE + HOUR, MADE + 3 * HOUR];
      for (const [flag, outlives] of [
        ["keySuperseded", true],
        ["keyCompromised", false],
      ] as const) {
        const key = await craftKey();
        const [early, after] = [
          await signWith(key, { binary: bytes }, { at: old }),
          await signWith(key, { binary: bytes }, { at: late }),
        ];
        const known = pinned(await revokeSubkey(key, flag, MADE + 2 * HOUR));
        const verifier = createVerifier();
        expect(await verifier.verify(bytes, after, known, now, "object")).toMatchObject({ fault: "revoked" });
        expect(await verifier.verify(bytes, early, known, now, "object")).toMatchObject({ ok: outlives });
      }
    },
  );

  it("is refused where it is dated before its key was made", async () => {
    const attempt = { signature: await forge(good, bytes, { at: MADE - 1000 }) };
    expect(await verify(attempt, "object")).toMatchObject({ ok: false, fault: "future" });
  });
});
