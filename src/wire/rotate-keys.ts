import {
  config,
  enums,
  type PrivateKey,
  type SecretKeyPacket,
  type SignaturePacket,
  type Subkey,
} from "openpgp";
import { DomainError } from "../core/model/domain-error.ts";
import { readCertificate } from "./certificate.ts";
import { joinCertificates } from "./join-certificates.ts";
import type { NodeKeys } from "./openpgp-keys.ts";
import { withoutPrimary } from "./openpgp-keys.ts";
import { readSecretKey, unsalted } from "./openpgp-signer.ts";

/**
 * What becomes of the subkeys that signed until now: they expire in a while, so that what is under way with them still
 * arrives; or they are revoked at once, as superseded (what they signed before stays good) or as compromised (nothing
 * that they ever signed is).
 */
export type Retirement =
  | { readonly how: "expire"; readonly at: number }
  | { readonly how: "superseded" }
  | { readonly how: "compromised" };

const FLAGS = {
  superseded: enums.reasonForRevocation.keySuperseded,
  compromised: enums.reasonForRevocation.keyCompromised,
} as const;

const full = { ...config, ...unsalted };

/**
 * A new signing subkey, made with the armored secret `primary`, in the place of those in `certificate` (protocol, section
 * 6, Keys). Throws a DomainError `invalid` where the primary is another one, is absent or behind a passphrase. `now` in ms
 * since 1970.
 */
export async function rotateKeys(given: {
  readonly primary: string;
  readonly certificate: string;
  readonly now: number;
  readonly retire: Retirement;
}): Promise<NodeKeys> {
  const date = new Date(given.now);
  const key = await readPrimary(given.primary, given.certificate);
  const primary = key.keyPacket as SecretKeyPacket;
  const before = await joinCertificates(given.certificate, key.toPublic().armor());
  const retired = await readCertificate(before);
  retired.subkeys = await Promise.all(
    retired.subkeys.map((subkey) => retire(subkey, primary, given.retire, date)),
  );
  const rotated = await key.addSubkey({
    sign: true,
    type: "ecc",
    curve: "ed25519Legacy",
    date,
    config: unsalted,
  });
  const certificate = await joinCertificates(
    await joinCertificates(before, retired.armor()),
    rotated.toPublic().armor(),
  );
  return { primary: rotated.armor(), signing: await newestAlone(rotated), certificate };
}

async function readPrimary(armored: string, certificate: string): Promise<PrivateKey> {
  const key = await readSecretKey(armored);
  const expected = (await readCertificate(certificate)).getFingerprint();
  if (key.getFingerprint() !== expected) {
    const [given, own] = [key.getFingerprint().toUpperCase(), expected.toUpperCase()];
    throw new DomainError("invalid", `This is the primary key ${given}, but the node's is ${own}.`);
  }
  const packet = key.keyPacket as SecretKeyPacket;
  if (packet.isMissingSecretKeyMaterial())
    throw new DomainError(
      "invalid",
      "This file holds the signing key alone: the primary's secret part is needed.",
    );
  if (packet.isDecrypted()) return key;
  throw new DomainError(
    "invalid",
    "The primary key is protected by a passphrase: give a copy without one (gpg --edit-key, passwd), and remove it afterwards.",
  );
}

async function retire(
  subkey: Subkey,
  primary: SecretKeyPacket,
  retirement: Retirement,
  date: Date,
): Promise<Subkey> {
  // A compromise undoes what older subkeys signed, too: they may lie beside the one that was stolen.
  if (retirement.how === "compromised") return revoke(subkey, primary, FLAGS.compromised, date);
  const end = await subkey.getExpirationTime(date);
  const newest = subkey.bindingSignatures.at(-1);
  const until = retirement.how === "expire" ? retirement.at : date.getTime();
  const isOver = end === null || Number(end) <= until || subkey.revocationSignatures.length > 0;
  if (newest === undefined || isOver) return subkey;
  if (retirement.how === "superseded") return revoke(subkey, primary, FLAGS.superseded, date);
  const seconds = Math.ceil((retirement.at - subkey.getCreationTime().getTime()) / 1000);
  await bindAgain(newest, subkey, primary, seconds, date);
  return subkey;
}

async function revoke(
  subkey: Subkey,
  primary: SecretKeyPacket,
  flag: enums.reasonForRevocation,
  date: Date,
): Promise<Subkey> {
  const flags = subkey.revocationSignatures.map(({ reasonForRevocationFlag }) => reasonForRevocationFlag);
  return flags.includes(flag) ? subkey : subkey.revoke(primary, { flag }, date, full);
}

/** Signs a binding once more, with a lifetime (seconds since the subkey was made). */
async function bindAgain(
  binding: SignaturePacket,
  subkey: Subkey,
  primary: SecretKeyPacket,
  lifetime: number,
  date: Date,
): Promise<void> {
  binding.keyExpirationTime = lifetime;
  binding.keyNeverExpires = false;
  const data = { key: primary, bind: subkey.keyPacket };
  await (binding as unknown as Signable).sign(primary, data, date, false, full);
}

/** A `SignaturePacket` with the method that the library's declarations leave out. */
interface Signable {
  sign(key: SecretKeyPacket, data: object, date: Date, detached: boolean, config: typeof full): Promise<void>;
}

/** The newest subkey beneath a primary without its secret: all that a node needs, and no key that it gave up. */
async function newestAlone(key: PrivateKey): Promise<string> {
  const alone = await readSecretKey(key.armor());
  alone.subkeys = alone.subkeys.slice(-1);
  return withoutPrimary(alone.armor());
}
