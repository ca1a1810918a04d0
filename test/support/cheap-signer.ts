import { hash } from "node:crypto";
import { DomainError } from "../../src/core/model/domain-error.ts";
import type { Signer, Verifier } from "../../src/wire/signer.ts";

/** A signer for simulations: a hash in place of a signature, so that thousands of nodes cost nothing. Proves nothing. */
export function createCheapSigner(name: string): Signer {
  const fingerprint = hash("sha256", `cheap ${name}`).slice(0, 40).toUpperCase();
  return {
    fingerprint,
    certificate: `CHEAP CERTIFICATE\n${fingerprint}\n`,
    sign: async (bytes, at) => stamp(fingerprint, bytes, at),
    subkeys: async () => [],
    refresh: async () => false,
  };
}

/** Checks what {@link createCheapSigner} signs; knows neither dates nor revocation. */
export function createCheapVerifier(): Verifier {
  return {
    async fingerprintOf(certificate) {
      const fingerprint = /^CHEAP CERTIFICATE\n([0-9A-F]{40})\n$/.exec(certificate)?.[1];
      if (fingerprint === undefined) throw new DomainError("invalid", "This is no cheap certificate.");
      return fingerprint;
    },
    join: async (_known, shown) => shown,
    compromised: async () => [],
    async verify(bytes, signature, key) {
      if ((await this.fingerprintOf(key.certificate)) !== key.fingerprint) {
        return {
          ok: false,
          fault: "unknown-key",
          reason: "The certificate at hand is not that of the pinned key.",
        };
      }
      const signedAt = signature.length === 40 ? Number(Buffer.from(signature).readBigUInt64BE()) * 1000 : 0;
      const right = Buffer.from(signature).equals(stamp(key.fingerprint, bytes, signedAt));
      if (!right)
        return { ok: false, fault: "wrong-signature", reason: "The stamp does not fit what was sent." };
      return { ok: true, fingerprint: key.fingerprint, issuer: key.fingerprint, signedAt };
    },
  };
}

/** The moment in whole seconds, 8 bytes, and a hash over it and all the rest. */
function stamp(fingerprint: string, bytes: Uint8Array, at: number): Uint8Array {
  const moment = Buffer.alloc(8);
  moment.writeBigUInt64BE(BigInt(Math.floor(at / 1000)));
  return Buffer.concat([
    moment,
    hash("sha256", Buffer.concat([moment, Buffer.from(fingerprint), bytes]), "buffer"),
  ]);
}
