/** What a token lets its bearer do; each may all that the ones after it may. */
export type Role = "admin" | "editor" | "reader";

const RANK: Readonly<Record<Role, number>> = { admin: 2, editor: 1, reader: 0 };

/** Does this role include what is asked for? */
export function includes(role: Role, needed: Role): boolean {
  return RANK[role] >= RANK[needed];
}

/** An access token of the API; its text is shown once, and only its hash is kept. Times in ms since 1970. */
export interface Token {
  readonly id: number;
  /** What it is for, in words. */
  readonly name: string;
  readonly role: Role;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  /** To the minute. */
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

/** Why a token is not valid at `now`; null where it is. */
export function tokenFault({ expiresAt, revokedAt }: Token, now: number): "revoked" | "expired" | null {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt <= now ? "expired" : null;
}
