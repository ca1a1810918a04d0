import {
  createMessage,
  enums,
  generateKey,
  sign,
  SignaturePacket,
  type PrivateKey,
  type SecretKeyPacket,
  type Subkey,
} from "openpgp";

/** When crafted keys are made, ms. */
export const MADE = Date.UTC(2026, 0, 1);
export const HOUR = 3_600_000;

const config = { nonDeterministicSignaturesViaNotation: false };

/** A key as openpgp.js makes it, which is not always as a node makes its own. */
export async function craftKey(
  options: Partial<Parameters<typeof generateKey>[0]> = {},
): Promise<PrivateKey> {
  const { privateKey } = await generateKey({
    type: "ecc",
    curve: "ed25519Legacy",
    userIDs: { name: "crafted" },
    subkeys: [{ sign: true }],
    date: new Date(MADE),
    config,
    ...options,
    format: "object",
  });
  return privateKey;
}

/** What a peer pins of a key. */
export function pinned(key: PrivateKey): { readonly fingerprint: string; readonly certificate: string } {
  return { fingerprint: key.getFingerprint().toUpperCase(), certificate: key.toPublic().armor() };
}

export function onlySubkey(key: PrivateKey): Subkey {
  const [subkey] = key.subkeys;
  if (subkey === undefined) throw new Error("the key has no subkey");
  return subkey;
}

/** A detached signature by the signing subkey, unless told otherwise. */
export async function signWith(
  key: PrivateKey,
  content: { readonly binary: Uint8Array } | { readonly text: string },
  options: { readonly at: number; readonly by?: Subkey | PrivateKey },
): Promise<Uint8Array> {
  return sign({
    message: await createMessage(content as { binary: Uint8Array }),
    signingKeys: key,
    signingKeyIDs: (options.by ?? onlySubkey(key)).getKeyID(),
    date: new Date(options.at),
    detached: true,
    format: "binary",
    config,
  });
}

/** A signature that the library would not make: its date is not looked at, and it may expire after some seconds. */
export async function forge(
  key: PrivateKey,
  binary: Uint8Array,
  {
    at,
    seconds = null,
    by = onlySubkey(key),
  }: { readonly at: number; readonly seconds?: number | null; readonly by?: Subkey | PrivateKey },
): Promise<Uint8Array> {
  const packet = new SignaturePacket();
  packet.signatureExpirationTime = seconds;
  packet.signatureType = enums.signature.binary;
  packet.publicKeyAlgorithm = enums.publicKey.eddsaLegacy;
  packet.hashAlgorithm = enums.hash.sha512;
  const [literal] = (await createMessage({ binary })).packets;
  const signable = packet as unknown as Signable;
  await signable.sign(by.keyPacket, literal ?? {}, new Date(at), true, config);
  const body = packet.write();
  return Buffer.concat([Uint8Array.of(0xc2, body.length), body]);
}

/** Binds the subkey anew, with this cross-certification or none. */
export async function rebind(key: PrivateKey, embedded: SignaturePacket | null): Promise<void> {
  const { keyPacket, bindingSignatures } = onlySubkey(key);
  for (const binding of bindingSignatures) {
    binding.embeddedSignature = embedded;
    const data = { key: key.keyPacket, bind: keyPacket };
    await (binding as unknown as Signable).sign(key.keyPacket, data, new Date(MADE), false, config);
  }
}

/** The key with its subkey revoked at `at` for this reason. */
export async function revokeSubkey(
  key: PrivateKey,
  flag: keyof typeof enums.reasonForRevocation,
  at: number,
): Promise<PrivateKey> {
  const primary = key.keyPacket as SecretKeyPacket;
  const reason = { flag: enums.reasonForRevocation[flag] };
  key.subkeys = [await onlySubkey(key).revoke(primary, reason, new Date(at))];
  return key;
}

interface Signable {
  sign(key: object, data: object, date: Date, detached: boolean, config: object): Promise<void>;
}
