import { DomainError } from "../core/model/domain-error.ts";

/** What whoever gives no valid token is asked for (RFC 6750, section 3). */
export const BEARER = 'Bearer realm="DisCal"';

/**
 * The text of the token in `Authorization: Bearer …` (RFC 6750), null where there is none. Throws a DomainError
 * `unauthorized` for another scheme.
 */
export function bearerText(headers: Headers): string | null {
  const given = headers.get("Authorization");
  if (given === null) return null;
  const [, text] = /^Bearer +([^\s]+) *$/i.exec(given) ?? [];
  if (text !== undefined) return text;
  throw new DomainError(
    "unauthorized",
    "The Authorization header cannot be read: send `Authorization: Bearer discal_…` with a token of this node.",
    { fault: "unknown-scheme" },
  );
}
