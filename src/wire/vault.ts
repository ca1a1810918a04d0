import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { DomainError } from "../core/model/domain-error.ts";

/**
 * Seals what the node keeps in its database and must be able to say again, such as the tokens that it pushes with: who has
 * the database alone can read none of it. What need only be recognised is kept as a hash instead.
 */
export interface Vault {
  /** Why nothing can be sealed or opened; null where all is well. A sentence that says what to do. */
  readonly fault: string | null;
  /** `identity`: of the row that it belongs to, where alone it opens. Throws a DomainError `unavailable` where there is a fault. */
  seal(text: string, identity: string): string;
  /** Null where it was sealed with another key or for another row, was changed, or is not sealed. */
  open(sealed: string, identity: string): string | null;
}

/** Bytes of a key. */
export const VAULT_KEY_BYTES = 32;

const MARK = "sealed:1:";
const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function isSealed(text: string): boolean {
  return text.startsWith(MARK);
}

/**
 * A vault whose key has 32 bytes, random ones unless given: AES-256-GCM, a random nonce each time, the identity as
 * associated data.
 */
export function createVault(key: Uint8Array = randomBytes(VAULT_KEY_BYTES)): Vault {
  return {
    fault: null,
    seal(text, identity) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(identity));
      const parts = [nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
      return MARK + Buffer.concat(parts).toString("base64url");
    },
    open(sealed, identity) {
      if (!isSealed(sealed)) return null;
      const bytes = Buffer.from(sealed.slice(MARK.length), "base64url");
      const end = bytes.byteLength - TAG_BYTES;
      if (end < NONCE_BYTES) return null;
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(identity)).setAuthTag(bytes.subarray(end));
      try {
        const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, end)), decipher.final()]);
        return text.toString("utf8");
      } catch {
        return null;
      }
    },
  };
}

/** A vault without a key: the node goes on without what is sealed. */
export function closedVault(fault: string): Vault {
  return {
    fault,
    seal() {
      throw new DomainError("unavailable", fault);
    },
    open: () => null,
  };
}
