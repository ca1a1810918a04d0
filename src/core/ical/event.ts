import type { EventSummary, EventTime } from "../model/event.ts";
import {
  allOf,
  firstOf,
  isCancelled,
  paramValue,
  readObject,
  statusOf,
  type EventComponent,
  type EventObject,
} from "./event-component.ts";
import type { Moment } from "./event-moment.ts";
import { lasting, momentOf, spanOf } from "./event-span.ts";
import { paramTextOf, textOf, textsOf } from "./event-text.ts";
import { formatLocal } from "./event-time.ts";

/**
 * What a page, a list or a search shows of a canonical object text: of its master, else of its first override.
 * Never throws; an object without a usable start is shown at its stamp.
 */
export function describe(text: string): EventSummary {
  const object = readObject(text);
  const master = object.events.find((event) => !event.has("RECURRENCE-ID"));
  const event = master ?? object.events[0] ?? new Map<string, string[]>();
  const { start, end } = spanOf(event, object, "UTC") ?? lasting(stampOf(event, object), NOTHING, "UTC");
  return {
    uid: textOf(event, "UID"),
    title: textOf(event, "SUMMARY"),
    description: textOf(event, "DESCRIPTION"),
    location: textOf(event, "LOCATION"),
    geo: geoOf(event),
    url: webAddress(firstOf(event, "URL")?.value),
    image: imageOf(event),
    categories: [...new Set(textsOf(event, "CATEGORIES"))],
    organizer: organizerOf(event),
    start: eventTime(start),
    end: eventTime(end),
    allDay: start.dateOnly,
    recurring: object.events.length > 1 || RECURRING.some((name) => allOf(event, name).length > 0),
    cancelled:
      master === undefined
        ? object.events.every(isCancelled) && object.events.length > 0
        : isCancelled(master),
    tentative: statusOf(event) === "TENTATIVE",
    zoneGuessed: start.guessed || end.guessed,
  };
}

function eventTime(moment: Moment): EventTime {
  return { local: formatLocal(moment.local, moment.dateOnly), zone: moment.zone };
}

function stampOf(event: EventComponent, object: EventObject): Moment {
  return (
    momentOf(event, "DTEND", object) ??
    momentOf(event, "DTSTAMP", object) ?? { local: 0, dateOnly: true, zone: null, guessed: false }
  );
}

/** 0;0 is what programs write that know no place. */
function geoOf(event: EventComponent): EventSummary["geo"] {
  const match = /^\s*([+-]?\d+(?:\.\d+)?)\s*\\?[;,]\s*([+-]?\d+(?:\.\d+)?)\s*$/.exec(
    firstOf(event, "GEO")?.value ?? "",
  );
  if (match === null) return null;
  const [latitude, longitude] = [Number(match[1]), Number(match[2])];
  const nowhere = latitude === 0 && longitude === 0;
  return nowhere || Math.abs(latitude) > 90 || Math.abs(longitude) > 180 ? null : { latitude, longitude };
}

/** IMAGE (RFC 7986), else the first ATTACH that is one. */
function imageOf(event: EventComponent): string | null {
  const attached = allOf(event, "ATTACH").filter(
    (line) =>
      paramValue(line, "FMTTYPE")?.startsWith("image/") ??
      /\.(?:jpe?g|png|gif|webp|avif|svg)(?:\?|$)/i.test(line.value),
  );
  for (const line of [...allOf(event, "IMAGE"), ...attached]) {
    const url = webAddress(line.value);
    if (url !== null) return url;
  }
  return null;
}

/** The name that the organizer goes by; never an address. */
function organizerOf(event: EventComponent): string | null {
  const name = paramTextOf(event, "ORGANIZER", "cn");
  return name === "" || name.includes("@") || /^mailto:/i.test(name) ? null : name;
}

function webAddress(value: string | undefined): string | null {
  const text = value?.trim() ?? "";
  if (!/^https?:\/\//i.test(text)) return null;
  return URL.canParse(text) ? text : null;
}

const RECURRING = ["RRULE", "RDATE", "RECURRENCE-ID"];
const NOTHING = { days: 0, seconds: 0 };
