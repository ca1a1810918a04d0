import { withContext } from "../../core/ical/signing-context.ts";
import { uidFingerprint } from "../../core/model/uid.ts";
import type { Version } from "../../core/model/version.ts";
import { signObject } from "../../wire/object-signature.ts";
import type { Self } from "../self.ts";

/**
 * A version as its origin makes it: signed, where its UID names this node's key, so that it counts (protocol, section 4,
 * Authority); any other as it is. `at`: when it is signed, ms since 1970.
 */
export async function seal({ signer }: Pick<Self, "signer">, version: Version, at: number): Promise<Version> {
  if (uidFingerprint(version.uid) !== signer.fingerprint) return version;
  const bound = withContext(version);
  const signature = await signObject(bound, signer, at);
  return { ...bound, class: "signed", signature, signedAt: Math.floor(at / 1000) * 1000 };
}
