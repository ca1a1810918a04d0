import { hash } from "node:crypto";
import { DomainError } from "../../src/core/model/domain-error.ts";
import type { Signer, Verifier } from "../../src/wire/signer.ts";

/** A signer for simulations: a hash in place of a signature, so that thousands of nodes cost nothing. Proves nothing. */
export function createCheapSigner(name: string): Signer {
  const fingerprint = hash("sha256", `cheap ${name}`).slice(0, 40).toUpperCase();
  return {
    fingerprint,
    certificate: `CHEAP CERTIFICATE\n${fingerprint}\n`,
    sign: async (bytes) => stamp(fingerprint, bytes),
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
    async verify(bytes, signature, key, at) {
      if ((await this.fingerprintOf(key.certificate)) !== key.fingerprint) {
        return {
          ok: false,
          fault: "unknown-key",
          reason: "The certificate at hand is not that of the pinned key.",
        };
      }
      const right = Buffer.from(signature).equals(stamp(key.fingerprint, bytes));
      if (!right)
        return { ok: false, fault: "wrong-signature", reason: "The stamp does not fit what was sent." };
      return { ok: true, fingerprint: key.fingerprint, issuer: key.fingerprint, signedAt: at };
    },
  };
}

function stamp(fingerprint: string, bytes: Uint8Array): Uint8Array {
  return hash("sha256", Buffer.concat([Buffer.from(fingerprint), bytes]), "buffer");
}
