import { hasContext, OBJECT_CONTEXT } from "../core/ical/signing-context.ts";
import { DomainError } from "../core/model/domain-error.ts";
import { uidFingerprint } from "../core/model/uid.ts";
import type { Version } from "../core/model/version.ts";
import type { Signer, Verification, Verifier } from "./signer.ts";

/**
 * The value of `X-DISCAL-SIG`: base64 of one signature packet over the version's C1 bytes (protocol, section 6).
 * Throws a DomainError `invalid` where they do not hold {@link OBJECT_CONTEXT}. `at` in ms since 1970.
 */
export async function signObject(version: Version, signer: Signer, at: number): Promise<string> {
  if (!hasContext(version)) {
    throw new DomainError("invalid", `An object is signed only with the line ${OBJECT_CONTEXT} in it.`, {
      uid: version.uid,
    });
  }
  return Buffer.from(await signer.sign(bytesOf(version), at)).toString("base64");
}

/** Is the version's signature valid, and by the key that its UID names? */
export async function checkObject(
  version: Version,
  verifier: Verifier,
  key: { readonly fingerprint: string; readonly certificate: string },
  at: number,
): Promise<Verification> {
  if (version.signature === null) return refuse("malformed", "The object carries no signature.");
  if (!hasContext(version)) return refuse("malformed", `The signed bytes lack the line ${OBJECT_CONTEXT}.`);
  if (uidFingerprint(version.uid) !== key.fingerprint) {
    return refuse("unknown-key", "The key is not the one that the UID names.");
  }
  const signature = decode(version.signature);
  if (signature === null) return refuse("malformed", "X-DISCAL-SIG is not base64.");
  return verifier.verify(bytesOf(version), signature, key, at, "object");
}

function bytesOf(version: Version): Uint8Array {
  return new TextEncoder().encode(version.text);
}

function decode(base64: string): Uint8Array | null {
  const bytes = Buffer.from(base64, "base64");
  return bytes.toString("base64") === base64 ? new Uint8Array(bytes) : null;
}

function refuse(fault: "malformed" | "unknown-key", reason: string): Verification {
  return { ok: false, fault, reason };
}
