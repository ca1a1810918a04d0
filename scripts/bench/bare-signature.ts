import { createMessage, type Key, readSignature, verify } from "openpgp";
import { hash } from "node:crypto";

/** A body and what a peer has signed of it. */
export interface SignedBody {
  /** The text that is signed, which names the body's SHA-256. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  readonly body: Uint8Array;
}

/** Checks a push by openpgp.js alone. Throws where it is not signed by this key, or the body is another one. */
export async function checkSigned({ signed, signature, body }: SignedBody, key: Key): Promise<void> {
  const { signatures } = await verify({
    message: await createMessage({ binary: signed }),
    signature: await readSignature({ binarySignature: signature }),
    verificationKeys: key,
  });
  await signatures[0]?.verified;
  const digest = hash("sha256", body, "base64");
  if (!Buffer.from(signed).includes(`sha-256=:${digest}:`)) throw new Error("another body was signed");
}
