import type { Refusal } from "../model/refusal.ts";
import type { Version } from "../model/version.ts";
import type { PlainHttp } from "./attributes.ts";
import { calendarLines, eventsOf } from "./calendar-text.ts";
import { mapLines } from "./component.ts";
import { readCalendars } from "./components.ts";
import { escapeText, hasName } from "./contentline.ts";
import { readLines } from "./lines.ts";
import { readObject } from "./object.ts";
import { isStamp, stampLines } from "./stamp-lines.ts";
import { definedTzid, namedTzids } from "./tzid.ts";
import { withProperUntil } from "./until.ts";

/**
 * Makes an object of a calendar that an author of this node enters without any of the four attributes (protocol,
 * section 2, "generate"): the fresh UID, hop 0, revision 0, the node's own revise URL. Unlike what nodes send each
 * other, what a person's program writes is mended first.
 */
export function adoptObject(
  text: string,
  identity: { readonly uid: string; readonly reviseUrl: string; readonly plainHttp?: PlainHttp },
): { readonly version: Version } | Refusal {
  const { calendars } = readCalendars(readLines(text));
  const components = calendars.flatMap((calendar) => calendar.components);
  const stamp = stampLines({ revision: 0, reviseUrl: identity.reviseUrl, by: "person", source: null });
  const added = [`UID:${escapeText(identity.uid)}`, "X-HOP:0", ...stamp];
  const defined = components.filter(({ name }) => name === "VTIMEZONE");
  const events = eventsOf(components)
    .map((event) => mapLines(event, (line, isOwn) => (isOwn && isIdentity(line) ? null : line), added))
    .map((event) => withProperUntil(event, defined));
  const named = namedTzids(events);
  const zones = defined.filter((one) => named.has(definedTzid(one)));
  return readObject(`${calendarLines([...zones, ...events]).join("\r\n")}\r\n`, identity.plainHttp);
}

function isIdentity(line: string): boolean {
  return hasName(line, "UID") || hasName(line, "X-HOP") || isStamp(line);
}
