import { enums, generateKey, type PrivateKey, type SecretKeyPacket } from "openpgp";
import { readSecretKey, unsalted } from "./openpgp-signer.ts";
import { nodeAddress } from "./web-key.ts";

/** The keys of a new node, armored. */
export interface NodeKeys {
  /** The primary's secret key and the signing subkey's: what may be kept offline. */
  readonly primary: string;
  /** The signing subkey's secret key beneath a primary without one (gnu-dummy): all that a node needs. */
  readonly signing: string;
  /** The public certificate. */
  readonly certificate: string;
}

/**
 * A primary that only certifies and one signing subkey, v4 `ed25519Legacy`, so that gpg 2.2 takes both (protocol,
 * section 6). The user id is for people, and for those who look the key up by the node's mail address: no node
 * compares it. `now` in ms since 1970.
 */
export async function generateKeys(node: {
  readonly name: string;
  readonly url: string;
  readonly now: number;
}): Promise<NodeKeys> {
  const date = new Date(node.now);
  const { privateKey } = await generateKey({
    type: "ecc",
    curve: "ed25519Legacy",
    userIDs: userId(node),
    subkeys: [{ sign: true }],
    date,
    format: "object",
    config: unsalted,
  });
  await certifyOnly(privateKey, date);
  const primary = privateKey.armor();
  const certificate = privateKey.toPublic().armor();
  return { primary, signing: await withoutPrimary(primary), certificate };
}

/** The same armored key with the primary's secret part taken out; throws a DomainError `invalid` where it is none. */
export async function withoutPrimary(armoredKey: string): Promise<string> {
  const key = await readSecretKey(armoredKey);
  if ("makeDummy" in key.keyPacket) key.keyPacket.makeDummy();
  return key.armor();
}

/**
 * openpgp.js generates primaries that also sign: so each self-certification is made once more, without that flag,
 * and without the hashes that gpg 2.2 does not know.
 */
async function certifyOnly(key: PrivateKey, date: Date): Promise<void> {
  const primary = key.keyPacket as SecretKeyPacket;
  for (const user of key.users) {
    for (const certification of user.selfCertifications) {
      certification.keyFlags = Uint8Array.of(enums.keyFlags.certifyKeys);
      certification.preferredHashAlgorithms = [enums.hash.sha512, enums.hash.sha256];
      const data = { userID: user.userID, key: primary };
      await (certification as unknown as Signable).sign(primary, data, date, false, unsalted);
    }
  }
}

/** A `SignaturePacket` with the last parameter of `sign`, which the library's declarations leave out. */
interface Signable {
  sign(
    key: SecretKeyPacket,
    data: object,
    date: Date,
    detached: boolean,
    config: typeof unsalted,
  ): Promise<void>;
}

/** `Calendar of Exampleton <discal@calendar.example>`; with the URL where that holds no name of a host. */
function userId({ name, url }: { readonly name: string; readonly url: string }) {
  const email = nodeAddress(url);
  return email === null ? { name: readable(`${name} ${url}`) } : { name: readable(name), email };
}

function readable(text: string): string {
  return text.replace(/[\p{Cc}<>]/gu, " ").slice(0, 200);
}
