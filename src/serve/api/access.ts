import { DomainError } from "../../core/model/domain-error.ts";
import { includes, type Token } from "../../core/model/token.ts";
import type { Access } from "./route.ts";

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

/** What whoever gives no valid token is asked for (RFC 6750, section 3). */
export const BEARER = 'Bearer realm="DisCal"';

/** Lets somebody through to a route, or throws a DomainError `unauthorized` or `forbidden` that says what is needed. */
export function letIn(token: Token | null, needed: Access): void {
  if (needed === "public") return;
  if (token === null) {
    throw new DomainError(
      "unauthorized",
      `This needs a token of the role ${needed}, as \`Authorization: Bearer discal_…\`. One is made on the node's machine by: npx discal token create`,
      { fault: "no-token", needed },
    );
  }
  if (includes(token.role, needed)) return;
  throw new DomainError(
    "forbidden",
    `The token “${token.name}” has the role ${token.role}; this needs ${needed}.`,
    { role: token.role, needed },
  );
}
