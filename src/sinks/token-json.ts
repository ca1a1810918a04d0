import { type Role, type Token, tokenFault } from "../core/model/token.ts";
import { instantOf } from "./instant.ts";

/** A token as those who may make tokens see it: never its text. */
export interface TokenJson {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly state: "valid" | "expired" | "revoked";
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
}

/** The JSON of a token, at a moment (ms). */
export function tokenJson(token: Token, now: number): TokenJson {
  const { id, name, role, createdAt, expiresAt, lastUsedAt, revokedAt } = token;
  return {
    id,
    name,
    role,
    state: tokenState(token, now),
    created_at: instantOf(createdAt),
    expires_at: instantOf(expiresAt),
    last_used_at: instantOf(lastUsedAt),
    revoked_at: instantOf(revokedAt),
  };
}

/** May it be used? */
export function tokenState(token: Token, now: number): TokenJson["state"] {
  return tokenFault(token, now) ?? "valid";
}
