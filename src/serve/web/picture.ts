import { html } from "hono/html";
import type { EventSummary } from "../../core/model/event.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import { checkTarget } from "../../net/target.ts";
import type { Markup } from "./markup.ts";
import { isWebAddress } from "./safe-text.ts";

/** Names that lead somewhere else in every network, or nowhere (RFC 6761, RFC 6762, RFC 8375); those without a dot, too. */
const LOCAL = /(^|\.)(localhost|localdomain|local|internal|lan|home\.arpa)\.?$|^[^.]+\.?$/;

/**
 * What an event looks like. It is the visitor's browser that fetches it, never this node: only over https:, and nothing
 * from the network that the visitor is in.
 */
export function picture({ image }: Pick<EventSummary, "image">): Markup | false {
  if (image === null || !isWebAddress(image) || !isPublic(image)) return false;
  return html`<img class="u-photo" src="${image}" alt="" loading="lazy" referrerpolicy="no-referrer" />`;
}

function isPublic(address: string): boolean {
  try {
    const { protocol, hostname } = checkTarget(address, []);
    return protocol === "https:" && (hostname.startsWith("[") || !LOCAL.test(hostname));
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
