import {
  createMessage,
  generateKey,
  type PrivateKey,
  readKey,
  readPrivateKey,
  readSignature,
  sign,
  verify,
} from "openpgp";
import { canonicalOf } from "./digests.ts";

/** A node's key: a primary, and the subkey that signs. */
export interface NodeKey {
  /** Of the primary: 40 hex in upper case. */
  readonly fingerprint: string;
  readonly secret: PrivateKey;
  readonly certificate: string;
}

export async function createKey(origin: string): Promise<NodeKey> {
  const { privateKey } = await generateKey({
    type: "ecc",
    curve: "ed25519Legacy",
    userIDs: { name: origin },
    subkeys: [{ sign: true }],
    format: "object",
  });
  return keyOf(privateKey);
}

export async function readNodeKey(armored: string): Promise<NodeKey> {
  return keyOf(await readPrivateKey({ armoredKey: armored }));
}

/** The same primary with one more subkey, which signs from now on. */
export async function rotateKey({ secret }: NodeKey): Promise<NodeKey> {
  return keyOf(await secret.addSubkey({ type: "ecc", curve: "ed25519Legacy", sign: true }));
}

function keyOf(secret: PrivateKey): NodeKey {
  const certificate = secret.toPublic().armor();
  return { fingerprint: secret.getFingerprint().toUpperCase(), secret, certificate };
}

/** Which of its keys makes a signature: the newest subkey unless somebody does it wrongly. */
export type By = "subkey" | "primary";

/** One detached binary packet. */
export async function signDetached(
  { secret }: NodeKey,
  bytes: Uint8Array,
  { by = "subkey", text = false, at = new Date() }: { by?: By; text?: boolean; at?: Date } = {},
): Promise<Uint8Array> {
  const signer = by === "primary" ? secret : secret.subkeys.at(-1);
  const message = text
    ? await createMessage({ text: Buffer.from(bytes).toString() })
    : await createMessage({ binary: bytes });
  return sign({
    message,
    signingKeys: secret,
    signingKeyIDs: signer?.getKeyID() ?? secret.getKeyID(),
    detached: true,
    format: "binary",
    date: at,
    config: { nonDeterministicSignaturesViaNotation: false },
  });
}

/** Does the signature fit, and is it by a subkey of the certificate's? */
export async function isSignedBy(
  certificate: string,
  bytes: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const key = await readKey({ armoredKey: certificate });
  const checked = await verify({
    message: await createMessage({ binary: bytes }),
    signature: await readSignature({ binarySignature: signature }),
    verificationKeys: key,
    // The published vectors were signed long ago.
    date: null,
  });
  const [one] = checked.signatures;
  const fits = await (one?.verified ?? Promise.resolve(false)).catch(() => false);
  return fits && one?.keyID.toHex() !== key.getKeyID().toHex();
}

/** An object with the signature that proves its origin, over its canonical bytes. */
export async function sealed(key: NodeKey, ical: string): Promise<string> {
  const signature = Buffer.from(await signDetached(key, Buffer.from(canonicalOf(ical)))).toString("base64");
  return ical.replace("END:VCALENDAR\r\n", `X-DISCAL-SIG:${signature}\r\nEND:VCALENDAR\r\n`);
}
