import type { Role, Token } from "../core/model/token.ts";

/** Access tokens of the API. */
export interface Tokens {
  /** `hash`: SHA-256 of the token's text, hex. */
  create(
    token: {
      readonly name: string;
      readonly role: Role;
      readonly hash: string;
      readonly expiresAt: number | null;
    },
    now: number,
  ): Promise<Token>;
  byHash(hash: string): Promise<Token | null>;
  /** Newest first, revoked and expired ones among them. */
  all(): Promise<readonly Token[]>;
  /** Notes its use, at most once a minute. */
  used(id: number, now: number): Promise<void>;
  /** Throws DomainError `not-found` where there is none; revoking again changes nothing. */
  revoke(id: number, now: number): Promise<Token>;
}
