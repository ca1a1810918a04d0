import { enums, type Key, type SignaturePacket } from "openpgp";

const { publicKey, hash } = enums;
const RSA: readonly enums.publicKey[] = [publicKey.rsaEncryptSign, publicKey.rsaSign, publicKey.rsaEncrypt];
/** Keys that nothing is verified by, whatever somebody says that they signed. */
const ENCRYPT: readonly enums.publicKey[] = [
  publicKey.ecdh,
  publicKey.elgamal,
  publicKey.x25519,
  publicKey.x448,
];
/** Octets of a modulus, 8,192 bits, and of an exponent, which is 65537 mostly. */
const MOST_MODULUS = 1024;
const MOST_EXPONENT = 4;
/** By which the system itself verifies, beside this thread. */
const HASHES: readonly (enums.hash | null)[] = [hash.sha1, hash.sha256, hash.sha384, hash.sha512];

/**
 * Is a signature by this key checked within a millisecond? What the system refuses, openpgp.js computes in JavaScript, in
 * one turn: by an RSA key of 16,384 bits in modulus and exponent for seconds. DSA it always does.
 */
export function isCheap({
  algorithm,
  publicParams,
}: Pick<Key["keyPacket"], "algorithm" | "publicParams">): boolean {
  if (!RSA.includes(algorithm)) return algorithm === publicKey.eddsaLegacy || ENCRYPT.includes(algorithm);
  const { n, e } = publicParams as { readonly n: Uint8Array; readonly e: Uint8Array };
  return n.byteLength <= MOST_MODULUS && e.byteLength <= MOST_EXPONENT;
}

/** Leaves out of a certificate the subkeys, and signatures, that take long to check; its primary is to be a cheap one. */
export function leaveOutSlow(key: Key): void {
  key.revocationSignatures = key.revocationSignatures.filter(isNative);
  for (const user of key.users) {
    user.selfCertifications = user.selfCertifications.filter(isNative);
    user.revocationSignatures = user.revocationSignatures.filter(isNative);
  }
  key.subkeys = key.subkeys.filter(({ keyPacket }) => isCheap(keyPacket));
  for (const subkey of key.subkeys) {
    subkey.bindingSignatures = subkey.bindingSignatures.filter(isNative);
    subkey.revocationSignatures = subkey.revocationSignatures.filter(isNative);
  }
}

function isNative({ hashAlgorithm, embeddedSignature }: SignaturePacket): boolean {
  return HASHES.includes(hashAlgorithm) && (embeddedSignature === null || isNative(embeddedSignature));
}
