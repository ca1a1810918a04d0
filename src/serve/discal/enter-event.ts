import { Hono } from "hono";
import type { PushDoor } from "../../exchange/push-door.ts";
import { PATHS } from "../../exchange/self.ts";
import { signedRequest } from "./signed-request.ts";

/**
 * `POST /discal/enter-event`: a signed batch of calendar objects, answered with a verdict for each after a durable
 * commit (protocol, sections 6 and 7).
 */
export function enterEventRoutes(door: PushDoor): Hono {
  return new Hono().post(PATHS.enterEvent, async (c) => {
    const request = await signedRequest(c.req.raw);
    const peer = await door.authenticate(request);
    return c.json(await door.accept(peer, request.body));
  });
}
