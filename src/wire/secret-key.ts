import { randomBytes } from "node:crypto";
import { DomainError } from "../core/model/domain-error.ts";
import { exists, readSecret, writeOnce } from "./key-files.ts";
import { closedVault, createVault, type Vault, VAULT_KEY_BYTES } from "./vault.ts";

const NEW_KEY =
  "move it away, and a new one is made at the next start; whoever gave this node a token is to ask anew, with another one";
const FORM = /^discal-secret-1 ([A-Za-z0-9_-]{43})\s*$/;

/**
 * The vault whose key is in this file (mode 0600), which is made where it is missing. A file that cannot be used stops no
 * node: the vault is closed then, and says why.
 */
export async function openVault(path: string): Promise<Vault> {
  try {
    if (!(await exists(path))) await writeOnce(path, newKey());
    return createVault(keyOf(path, await readSecret(path, NEW_KEY)));
  } catch (error) {
    if (error instanceof DomainError) return closedVault(error.message);
    throw error;
  }
}

function newKey(): string {
  return `discal-secret-1 ${randomBytes(VAULT_KEY_BYTES).toString("base64url")}\n`;
}

function keyOf(path: string, text: string): Uint8Array {
  const [, key] = FORM.exec(text) ?? [];
  if (key !== undefined) return Buffer.from(key, "base64url");
  throw new DomainError(
    "invalid",
    `The secret key ${path} is broken: put it back from a copy, or move it away, and a new one is made at the next start.`,
  );
}
