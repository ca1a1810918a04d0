import { DomainError } from "../../core/model/domain-error.ts";
import { includes, type Token } from "../../core/model/token.ts";
import type { Access } from "./route.ts";

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
