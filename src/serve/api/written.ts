import type * as z from "zod";
import type { Version } from "../../core/model/version.ts";
import { eventPath, uidToSegment } from "../../sinks/event-path.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { writtenShape } from "./event-shapes.ts";
import type { Outcome } from "./route.ts";

/** How a write to an event is answered: with what it has come to, and where it is. */
export function writtenAnswer({
  url,
}: Publisher): (version: Version) => Outcome<z.infer<typeof writtenShape>> {
  return ({ uid, revision, digest, cancelled, deleted }) => {
    const self = `/api/v1/events/${uidToSegment(uid)}`;
    const page = url + eventPath(uid);
    const links = { self: url + self, html: page, ics: `${page}.ics` };
    return {
      body: { uid, revision, digest, cancelled, deleted, links },
      headers: { ETag: `"${revision}"`, Location: self },
    };
  };
}
