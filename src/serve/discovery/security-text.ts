import { Hono } from "hono";
import { DomainError } from "../../core/model/domain-error.ts";

const PATH = "/.well-known/security.txt";
const DAY = 86_400_000;
/** Well below the year that RFC 9116 advises as the most. */
const LASTS = 180 * DAY;

/**
 * `/.well-known/security.txt` (RFC 9116): where to report a security fault. It names no `Encryption`, because a
 * node's key signs and certifies, and nothing can be encrypted to it.
 */
export function securityTextRoutes(
  { url, contact }: { readonly url: string; readonly contact: string | null },
  clock: () => number,
): Hono {
  return new Hono().get(PATH, (c) => {
    if (contact === null) {
      throw new DomainError(
        "not-found",
        "Nobody is named here to report a fault to. The operator can: set node.contact in peers.yaml to a mailto: or https: URL.",
      );
    }
    // By whole days, so that it does not change with every look at it.
    const expires = Math.floor(clock() / DAY) * DAY + LASTS;
    const lines = [
      `Contact: ${contact}`,
      `Expires: ${new Date(expires).toISOString().replace(".000", "")}`,
      "Preferred-Languages: en",
      // Section 2.5: a URL in this file begins with https.
      ...(url.startsWith("https:") ? [`Canonical: ${url}${PATH}`] : []),
    ];
    return c.text(`${lines.join("\n")}\n`, 200, {
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "public, max-age=86400",
    });
  });
}
