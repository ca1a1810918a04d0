import { Hono } from "hono";
import type { PushDoor } from "../../exchange/pushing/push-door.ts";
import { PATHS } from "../../exchange/self.ts";
import { signedRequest } from "./signed-request.ts";

/**
 * `POST /discal/revise`: changes that were made elsewhere to events that have their origin here, in the format of
 * `enter-event` (protocol, section 7).
 */
export function reviseRoutes(door: PushDoor): Hono {
  return new Hono().post(PATHS.revise, async (c) => c.json(await door.revise(signedRequest(c.req.raw))));
}
