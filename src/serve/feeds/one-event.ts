import { objectCalendar } from "../../sinks/icalendar.ts";
import { eventPath } from "../../sinks/event-path.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { PublishedObject } from "../../store/commons.ts";
import { taggedAnswer } from "./conditional.ts";
import { calendarFileName } from "./file-name.ts";

/** The calendar of one event, to be downloaded or subscribed to; a deleted one as its cancelled stub. */
export function oneEventAnswer(
  request: Request,
  object: PublishedObject & { readonly title: string },
  site: Publisher,
): Response {
  const name = object.title || site.name;
  const heading = { name, url: `${site.url}${eventPath(object.version.uid)}.ics` };
  return taggedAnswer(request, objectCalendar(object, heading), {
    "Content-Type": "text/calendar; charset=utf-8",
    "Content-Disposition": `inline; filename="${calendarFileName(name)}"`,
    "Cache-Control": "public, max-age=300",
    "Access-Control-Allow-Origin": "*",
  });
}
