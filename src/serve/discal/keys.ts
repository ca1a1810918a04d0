import { Hono } from "hono";
import { DomainError } from "../../core/model/domain-error.ts";
import { PATHS } from "../../exchange/self.ts";
import type { Keys } from "../../store/keys.ts";

const HEADERS = { "Content-Type": "application/pgp-keys", "Access-Control-Allow-Origin": "*" };

/**
 * `GET /discal/v1/keys/{fingerprint}`: the certificate of any primary that is known here, merged from all that was seen
 * of it: this node's, peers', and those of the origins of objects (protocol, sections 6 and 7).
 */
export function keyRoutes(keys: Pick<Keys, "find">): Hono {
  return new Hono().get(`${PATHS.keys}/:fingerprint`, async (c) => {
    const fingerprint = c.req.param("fingerprint").toUpperCase();
    const known = /^[0-9A-F]{40}$/.test(fingerprint) ? await keys.find(fingerprint) : null;
    if (known !== null) return c.body(known.certificate, 200, HEADERS);
    throw new DomainError("not-found", "No such key is known here: name a primary key by its 40 hex digits.");
  });
}
