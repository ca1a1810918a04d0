import { Hono } from "hono";
import type { PushDoor } from "../../exchange/push-door.ts";
import { PATHS } from "../../exchange/self.ts";
import { readBody } from "./body.ts";
import { LIMITS } from "./site.ts";

/**
 * `POST /discal/enter-event`: a signed batch of calendar objects, answered with a verdict for each after a durable
 * commit (protocol, sections 6 and 7).
 */
export function enterEventRoutes(door: PushDoor): Hono {
  return new Hono().post(PATHS.enterEvent, async (c) => {
    const body = await readBody(c.req.raw, LIMITS.bodyBytes);
    const { pathname, search } = new URL(c.req.url);
    const peer = await door.authenticate({
      method: "POST",
      target: `${pathname}${search}`,
      signature: c.req.header("DisCal-Signature") ?? null,
      contentDigest: c.req.header("Content-Digest") ?? null,
      contentType: c.req.header("Content-Type") ?? null,
      body,
    });
    return c.json(await door.accept(peer, body));
  });
}
