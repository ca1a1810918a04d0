import { Hono } from "hono";
import { wireText } from "../../core/ical/object.ts";
import { PATHS } from "../../exchange/self.ts";
import type { Commons } from "../../store/commons.ts";
import { readMessage } from "../../wire/message.ts";
import { objectsRequest } from "../../wire/objects.ts";
import { readBody } from "./body.ts";

const CALENDAR = { "Content-Type": "text/calendar; charset=utf-8" };
/** 200 digests with quotes and commas, and room for spaces. */
const REQUEST_BYTES = 32 * 1024;

/** `GET /discal/v1/objects/{c1}` and `POST /discal/v1/objects`: stored versions by exact digest (protocol, section 7). */
export function objectRoutes(commons: Commons): Hono {
  return new Hono()
    .get(`${PATHS.objects}/:c1`, async (c) => {
      const [version] = await commons.byExactDigest([c.req.param("c1")]);
      return version === undefined ? c.notFound() : c.body(wireText(version), 200, CALENDAR);
    })
    .post(PATHS.objects, async (c) => {
      const { digests } = readMessage(
        objectsRequest,
        await readBody(c.req.raw, REQUEST_BYTES),
        "the request",
      );
      const versions = await commons.byExactDigest(digests);
      return c.body(versions.map(wireText).join(""), 200, CALENDAR);
    });
}
