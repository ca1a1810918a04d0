import { Hono } from "hono";
import { wireText } from "../../core/ical/object.ts";
import { PATHS } from "../../exchange/self.ts";
import type { Commons } from "../../store/commons.ts";
import { readMessage } from "../../wire/message.ts";
import { objectsRequest } from "../../wire/objects.ts";
import { readBody } from "./body.ts";

const CALENDAR = { "Content-Type": "text/calendar; charset=utf-8" };
const SIGNATURE = { "Content-Type": "application/pgp-signature" };
/** 200 digests with quotes and commas, and room for spaces. */
const REQUEST_BYTES = 32 * 1024;

/**
 * Stored versions by exact digest (protocol, section 7): `GET /discal/v1/objects/{c1}` as nodes send it, `{c1}.ics` its
 * canonical bytes, whose SHA-256 is the C1, `{c1}.sig` the signature over them, for `gpg --verify`; `POST` several.
 */
export function objectRoutes(commons: Pick<Commons, "byExactDigest">): Hono {
  return new Hono()
    .get(`${PATHS.objects}/:name`, async (c) => {
      const [, c1, ending] = /^([0-9a-f]{64})(\.ics|\.sig|)$/.exec(c.req.param("name")) ?? [];
      const [version] = c1 === undefined ? [] : await commons.byExactDigest([c1]);
      if (version === undefined) return c.notFound();
      if (ending === ".ics") return c.body(version.text, 200, CALENDAR);
      if (ending !== ".sig") return c.body(wireText(version), 200, CALENDAR);
      if (version.signature === null) return c.notFound();
      return c.body(new Uint8Array(Buffer.from(version.signature, "base64")), 200, SIGNATURE);
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
