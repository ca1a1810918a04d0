import {
  enums,
  type AnyPacket,
  type Key,
  PacketList,
  PublicKey,
  type SignaturePacket,
  type Subkey,
  type User,
} from "openpgp";
import { DomainError } from "../core/model/domain-error.ts";
import { MAX_CERTIFICATE, readCertificate } from "./certificate.ts";

/** Most signatures by the primary itself that one certificate is checked for: years of rotation have fewer. */
const MOST_SIGNATURES = 200;

/**
 * Two certificates of one primary as one (protocol, section 6, Keys). Each part is checked before it is taken, because
 * a relay could else put a broken binding in the place of a good one: what the primary did not sign, or a stranger did,
 * is left out. So it is a join: the same bytes in any order, and no revocation is unlearnt. Throws a DomainError
 * `invalid` where the primaries differ, `too-large` where what is left is over 64 KiB or 200 signatures.
 */
export async function joinCertificates(known: string | null, shown: string): Promise<string> {
  const keys = [await readCertificate(shown), ...(known === null ? [] : [await readCertificate(known)])];
  const [primary] = keys;
  if (primary === undefined || keys.some((key) => key.getFingerprint() !== primary.getFingerprint())) {
    throw new DomainError("invalid", "Certificates of different keys cannot be put together.");
  }
  const packets = new PacketList<AnyPacket>();
  packets.push(primary.keyPacket, ...(await ofPrimary(primary, keys)));
  for (const user of distinct(keys.flatMap(({ users }) => users))) {
    const said = await ofUser(primary, user);
    if (said.length > 0) packets.push(user[0].userID as AnyPacket, ...said);
  }
  for (const subkey of distinct(keys.flatMap(({ subkeys }) => subkeys))) {
    const said = await ofSubkey(primary, subkey);
    if (said.length > 0) packets.push(subkey[0].keyPacket, ...said);
  }
  const joined = new PublicKey(packets).armor();
  if (joined.length <= MAX_CERTIFICATE) return joined;
  throw tooLarge(`${MAX_CERTIFICATE} characters`);
}

/**
 * The keys of a certificate, in upper case, whose revocation says that they were compromised, or does not say why (RFC
 * 9580, section 5.2.3.31): what they signed before is undone, too. Where it is the primary, all of them are.
 */
export async function hardRevoked(key: Key): Promise<readonly string[]> {
  // In the light of the beginning of time only those revocations count that count at every time.
  const always = new Date(0);
  const none: never = null as never;
  const all = await key.isRevoked(undefined, undefined, always);
  const found: string[] = all ? [key.getFingerprint()] : [];
  for (const subkey of key.subkeys) {
    if (all || (await subkey.isRevoked(none, none, always))) found.push(subkey.getFingerprint());
  }
  return found.map((fingerprint) => fingerprint.toUpperCase());
}

/** What several certificates hold of one user id or subkey. */
type Copies<T> = readonly [T, ...T[]];

/** Together what is of one packet, in the order of the packets' bytes. User attributes (photographs) are left out. */
function distinct<T extends User | Subkey>(parts: readonly T[]): readonly Copies<T>[] {
  const copies = new Map<string, [T, ...T[]]>();
  for (const part of parts) {
    const packet = "keyPacket" in part ? part.keyPacket : part.userID;
    if (packet === null) continue;
    const name = order(packet);
    const same = copies.get(name);
    if (same === undefined) copies.set(name, [part]);
    else same.push(part);
  }
  return [...copies].sort(([a], [b]) => compare(a, b)).map(([, same]) => same);
}

function ofPrimary({ keyPacket: key }: Key, keys: readonly Key[]): Promise<readonly SignaturePacket[]> {
  const { keyRevocation } = enums.signature;
  const revocations = keys.flatMap(({ revocationSignatures }) => revocationSignatures);
  return valid(key, keyRevocation, { key }, revocations);
}

async function ofUser({ keyPacket: key }: Key, user: Copies<User>): Promise<readonly SignaturePacket[]> {
  const data = { userID: user[0].userID, key };
  const { certGeneric, certRevocation } = enums.signature;
  const certified = user.flatMap(({ selfCertifications }) => selfCertifications);
  const certifications = await valid(key, certGeneric, data, certified);
  if (certifications.length === 0) return [];
  const revoked = user.flatMap(({ revocationSignatures }) => revocationSignatures);
  return [...(await valid(key, certRevocation, data, revoked)), ...certifications];
}

async function ofSubkey(
  { keyPacket: key }: Key,
  subkey: Copies<Subkey>,
): Promise<readonly SignaturePacket[]> {
  const data = { key, bind: subkey[0].keyPacket };
  const { subkeyBinding, subkeyRevocation } = enums.signature;
  const bound = subkey.flatMap(({ bindingSignatures }) => bindingSignatures);
  const bindings = await valid(key, subkeyBinding, data, bound, async ({ embeddedSignature }) => {
    if (embeddedSignature === null) return false;
    return holds(embeddedSignature, subkey[0].keyPacket, enums.signature.keyBinding, data);
  });
  if (bindings.length === 0) return [];
  const revoked = subkey.flatMap(({ revocationSignatures }) => revocationSignatures);
  return [...(await valid(key, subkeyRevocation, data, revoked)), ...bindings];
}

/**
 * Those of the signatures that `key` made over `data`, whenever that was, oldest first. What is not signed of a
 * signature may differ between its copies: a complete one is kept, then the shortest.
 */
async function valid(
  key: Key["keyPacket"],
  type: enums.signature,
  data: object,
  signatures: readonly SignaturePacket[],
  isComplete: (signature: SignaturePacket) => Promise<boolean> = async () => true,
): Promise<readonly SignaturePacket[]> {
  if (signatures.length > MOST_SIGNATURES) throw tooLarge(`${MOST_SIGNATURES} signatures`);
  const kept = new Map<string, { signature: SignaturePacket; rank: string }>();
  for (const signature of signatures) {
    if (!(await holds(signature, key, type, data))) continue;
    const name = Buffer.from((signature as unknown as Written).writeParams()).toString("hex");
    const bytes = order(signature);
    const rank = `${(await isComplete(signature)) ? 0 : 1}${String(bytes.length).padStart(6, "0")}${bytes}`;
    const other = kept.get(name);
    if (other === undefined || rank < other.rank) kept.set(name, { signature, rank });
  }
  return [...kept.values()]
    .map(({ signature }) => signature)
    .sort((a, b) => Number(a.created) - Number(b.created) || compare(order(a), order(b)));
}

async function holds(
  signature: SignaturePacket,
  key: Key["keyPacket"] | Subkey["keyPacket"],
  type: enums.signature,
  data: object,
): Promise<boolean> {
  try {
    const whenever: never = null as never;
    await signature.verify(key, type, data, whenever);
    return true;
  } catch {
    return false;
  }
}

/** A packet with the methods that the library's declarations leave out. */
interface Written {
  write(): Uint8Array;
  writeParams(): Uint8Array;
}

function order(packet: unknown): string {
  return Buffer.from((packet as Written).write()).toString("hex");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function tooLarge(most: string): DomainError {
  return new DomainError(
    "too-large",
    `A certificate may have ${most} of its own: export it minimal (gpg --export-options export-minimal).`,
  );
}
