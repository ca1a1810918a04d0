import { hash } from "node:crypto";
import { DomainError } from "../core/model/domain-error.ts";
import { tokenFault, type Role, type Token } from "../core/model/token.ts";
import type { Tokens } from "../store/tokens.ts";
import type { Random } from "./random.ts";

/** 32 random bytes; the prefix lets people, and scanners of leaked secrets, see what it is. */
const FORM = /^discal_[A-Za-z0-9_-]{43}$/;
const NAME = /^[^\p{Cc}]{1,100}$/u;

/**
 * Mints an access token. Its text (`discal_` and 43 characters) is given once; only its SHA-256 is kept: 256 random bits
 * cannot be guessed from that, so that a slow hash, as passwords need it, would only slow the node. Throws a
 * DomainError `invalid` for a name of no or over 100 characters, and for an expiry that is past.
 */
export async function createToken(
  tokens: Pick<Tokens, "create">,
  random: Random,
  wanted: { readonly name: string; readonly role: Role; readonly expiresAt: number | null },
  now: number,
): Promise<{ readonly token: Token; readonly text: string }> {
  const name = wanted.name.trim();
  if (!NAME.test(name)) {
    throw new DomainError(
      "invalid",
      "A token needs a name of 1 to 100 characters, which says what it is for.",
      { field: "name" },
    );
  }
  if (wanted.expiresAt !== null && wanted.expiresAt <= now) {
    throw new DomainError("invalid", "The token would have expired already: give a later moment.", {
      field: "expires_at",
    });
  }
  const text = `discal_${Buffer.from(random(32)).toString("base64url")}`;
  return { token: await tokens.create({ ...wanted, name, hash: hashOf(text) }, now), text };
}

/**
 * The valid token that a text names; its use is noted. Looked up by hash, so that no comparison of secrets can be
 * timed. Throws a DomainError `unauthorized` that never repeats the text, with `details.fault`: `unknown-token`,
 * `expired` or `revoked`.
 */
export async function authenticateToken(
  tokens: Pick<Tokens, "byHash" | "used">,
  text: string,
  now: number,
): Promise<Token> {
  const token = FORM.test(text) ? await tokens.byHash(hashOf(text)) : null;
  if (token === null) {
    throw refusal(
      "unknown-token",
      "This node knows no such token. It begins with discal_ and is 50 characters long; copy it whole.",
    );
  }
  const fault = tokenFault(token, now);
  if (fault !== null) throw refusal(fault, `The token “${token.name}” is ${fault}.`);
  await tokens.used(token.id, now);
  return token;
}

function refusal(fault: string, what: string): DomainError {
  return new DomainError(
    "unauthorized",
    `${what} Another one is made on the node's machine by: npx discal token create`,
    { fault },
  );
}

function hashOf(text: string): string {
  return hash("sha256", text);
}
