import { enums, type Key } from "openpgp";

/** What verifies is RSA or Ed25519 as v4 keys have it (protocol, section 6). */
const RSA: readonly enums.publicKey[] = [
  enums.publicKey.rsaEncryptSign,
  enums.publicKey.rsaSign,
  enums.publicKey.rsaEncrypt,
];
/** Never verified by, whatever somebody says that they signed. */
const ENCRYPT: readonly enums.publicKey[] = [
  enums.publicKey.ecdh,
  enums.publicKey.elgamal,
  enums.publicKey.x25519,
  enums.publicKey.x448,
];
/** Octets of a modulus, 8,192 bits, and of an exponent, which is 65537 mostly. */
const MOST_MODULUS = 1024;
const MOST_EXPONENT = 4;

/**
 * Is a signature by this key checked within a millisecond? Where a hash is asked for that the system does not know,
 * openpgp.js computes in JavaScript, in one turn: with an RSA key of 16,384 bits in modulus and exponent for seconds, for
 * each signature of a certificate. DSA likewise.
 */
export function isCheap({
  algorithm,
  publicParams,
}: Pick<Key["keyPacket"], "algorithm" | "publicParams">): boolean {
  if (!RSA.includes(algorithm))
    return algorithm === enums.publicKey.eddsaLegacy || ENCRYPT.includes(algorithm);
  const { n, e } = publicParams as { readonly n: Uint8Array; readonly e: Uint8Array };
  return n.byteLength <= MOST_MODULUS && e.byteLength <= MOST_EXPONENT;
}
