import { type FilterWords, filterOf, filterOptions } from "../../src/config/filter-options.ts";
import { readObject } from "../../src/core/ical/object.ts";
import { refusedBy } from "../../src/core/reconcile/refused-by.ts";
import { subjectOf } from "../../src/core/reconcile/subject.ts";

const EVENT = [
  "BEGIN:VCALENDAR",
  "VERSION:2.0",
  "PRODID:-//DisCal//discal/1//EN",
  "BEGIN:VEVENT",
  "UID:1@a.example",
  "DTSTAMP:20260316T120000Z",
  "DTSTART:20260501T150000Z",
  "SUMMARY:Rock'n'Roll in the Café",
  "LOCATION:Old Mill",
  "GEO:47.07;15.44",
  "CATEGORIES:Live  Music,Free",
  "DESCRIPTION:Doors open at six",
  "X-HOP:3",
  "X-REVISION:1",
  "X-REVISE-URL:https://sub.b.example:8443/discal/revise",
  "END:VEVENT",
  "END:VCALENDAR",
  "",
].join("\r\n");

const FILTERS: readonly FilterWords[] = [
  {},
  { tags: ["live music"] },
  { tags: ["theatre", "FREE"] },
  { tags: ["music"] },
  { without_tags: ["free"] },
  { tags: ["free"], without_tags: ["live music"] },
  { near: { latitude: 47.07, longitude: 15.44, radius: 1 } },
  { near: { latitude: 47.16, longitude: 15.44, radius: 10_000 } },
  { near: { latitude: 47.16, longitude: 15.44, radius: 10_010 } },
  { hops: 3 },
  { hops: 2 },
  { origins: ["a.example"] },
  { origins: ["sub.b.example"] },
  { origins: ["sub.b.example:8443"] },
  { origins: ["sub.b.example:8444"] },
  { origins: ["*.b.example"] },
  { origins: ["b.example"] },
  { without_origins: ["*.example"] },
  { size: 1000 },
  { size: 100 },
  { text: "cafe" },
  { text: "mill six" },
  { text: "roll ca" },
  { text: "ca roll" },
  { text: "old café" },
  { text: "opera" },
];

/** Which filters take one event. */
export function filterVectors(): object {
  const read = readObject(EVENT);
  if (!("version" in read)) throw new Error(read.reason);
  const subject = subjectOf(read.version, read.version.hop);
  return {
    about: "Filters (PROTOCOL.md, section 3) as push-register writes them, and whether each takes the event.",
    event: EVENT,
    vectors: FILTERS.map((filter) => ({
      filter,
      takes: refusedBy(filterOf(filterOptions.parse(filter)), subject) === null,
    })),
  };
}
