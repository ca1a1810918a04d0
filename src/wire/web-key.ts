import { hash } from "node:crypto";
import { isIP } from "node:net";
import { readCertificate } from "./certificate.ts";

/** Local part of the mail address at which a node's key is looked up; nobody reads mail there. */
const LOCAL_PART = "discal";

/** A certificate as a Web Key Directory serves it. */
export interface WebKey {
  /** Its packets, without armor. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Mail addresses of its user ids, in lower case. */
  readonly addresses: readonly string[];
}

/** `discal@calendar.example`; null where the origin `url` has an IP address for its host. */
export function nodeAddress(url: string): string | null {
  const { hostname } = new URL(url);
  return hostname.startsWith("[") || isIP(hostname) !== 0 ? null : `${LOCAL_PART}@${hostname}`;
}

/** z-base-32 of the SHA-1 of the node's local part (draft-koch-openpgp-webkey-service, section 3.1). */
export const webKeyHash = zBase32(hash("sha1", LOCAL_PART, "buffer"));

/** Reads an armored public certificate; throws a DomainError `invalid` where it is none. */
export async function readWebKey(certificate: string): Promise<WebKey> {
  const key = await readCertificate(certificate);
  return {
    bytes: new Uint8Array(key.write()),
    addresses: key.users.flatMap(({ userID }) => (userID?.email ? [userID.email.toLowerCase()] : [])),
  };
}

/** Five bits a letter, the highest first (RFC 6189, section 5.1.6). */
function zBase32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => "ybndrfg8ejkmcpqxot1uwisza345h769"[Number.parseInt(five.padEnd(5, "0"), 2)])
    .join("");
}
