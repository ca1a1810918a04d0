import {
  createMessage,
  type PrivateKey,
  readPrivateKey,
  type SecretSubkeyPacket,
  sign as signMessage,
} from "openpgp";
import { DomainError } from "../core/model/domain-error.ts";
import { describeSubkeys } from "./key-life.ts";
import { joinCertificates } from "./join-certificates.ts";
import { bySecond, ed25519Of } from "./same-second.ts";
import type { Signer } from "./signer.ts";

/** Equal input gives equal bytes: Ed25519 is deterministic, and gpg reports every notation as noise. */
export const unsalted = { nonDeterministicSignaturesViaNotation: false } as const;

/**
 * Signs with the signing subkey of an armored private key, whose primary may be absent (gnu-dummy, kept offline).
 * `certificate`: what else the primary has said of itself, as of subkeys that it had before.
 * Throws a DomainError `invalid` where the key cannot be read, is protected by a passphrase, or has no signing
 * subkey: a primary only certifies (protocol, section 6).
 */
export async function createSigner(options: {
  readonly privateKey: string;
  readonly certificate?: string | null;
}): Promise<Signer> {
  const key = await readSecretKey(options.privateKey);
  const subkey = await signingSubkey(key);
  const certificate = await joinCertificates(options.certificate ?? null, key.toPublic().armor());
  const sign: Signer["sign"] = async (bytes, at) => {
    const message = await createMessage({ binary: bytes });
    const date = new Date(at);
    const signingKeyIDs = subkey.getKeyID();
    try {
      const options = { message, signingKeys: key, signingKeyIDs, date, config: unsalted };
      return await signMessage({ ...options, detached: true, format: "binary" });
    } catch (cause) {
      throw new DomainError(
        "unavailable",
        `This node's signing key cannot sign at ${date.toISOString()}: ${(cause as Error).message}. Is the clock right, has the key expired?`,
        {},
        { cause },
      );
    }
  };
  const ed25519 = ed25519Of(subkey.keyPacket as SecretSubkeyPacket);
  return {
    fingerprint: key.getFingerprint().toUpperCase(),
    certificate,
    subkeys: (at) => describeSubkeys(certificate, at),
    refresh: async () => false,
    sign: ed25519 === null ? sign : bySecond(sign, ed25519),
  };
}

/** Reads an armored private key; throws a DomainError `invalid` where it is none. */
export async function readSecretKey(armoredKey: string): Promise<PrivateKey> {
  try {
    return await readPrivateKey({ armoredKey });
  } catch (cause) {
    throw new DomainError(
      "invalid",
      `This is no armored OpenPGP private key: ${(cause as Error).message}.`,
      {},
      { cause },
    );
  }
}

async function signingSubkey(key: PrivateKey) {
  const candidate = await key.getSigningKey(undefined, null).catch(() => key);
  if (!("mainKey" in candidate)) {
    throw new DomainError(
      "invalid",
      "The private key has no valid signing subkey, and its primary may not sign pushes.",
    );
  }
  if (!candidate.isDecrypted()) {
    throw new DomainError(
      "invalid",
      "The signing subkey has no secret part, or is protected by a passphrase: remove it.",
    );
  }
  return candidate;
}
