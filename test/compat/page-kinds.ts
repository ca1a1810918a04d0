import { vcalendar } from "../support/calendar-text.ts";
import { library } from "./programme.ts";

/** One kind of page, where it stands, and how it is answered. */
export interface PageKind {
  readonly name: string;
  readonly path: string;
  /** 200 unless it is said. */
  readonly status?: number;
}

/** Every kind of page that a node shows. A new page is one more line here. */
export const PAGE_KINDS: readonly PageKind[] = [
  { name: "agenda", path: "/" },
  { name: "filtered agenda", path: `/?q=weekly&from=2026-01-01` },
  { name: "agenda of one site", path: "/?site=1" },
  { name: "empty days", path: "/?from=2031-01-01&to=2031-01-02" },
  { name: "search without result", path: "/?q=nothinghasthisname" },
  { name: "agenda of a day that is none", path: "/?from=tomorrow", status: 400 },
  { name: "event", path: "/events/gala@town.example" },
  { name: "recurring event", path: "/events/weekly@town.example" },
  { name: "event of days", path: "/events/three-days@town.example" },
  { name: "cancelled event", path: "/events/called-off@town.example" },
  { name: "deleted event", path: "/events/gone@town.example", status: 410 },
  { name: "unknown event", path: "/events/unknown@town.example", status: 404 },
  { name: "unknown address", path: "/unknown", status: 404 },
];

/** What the pages are made of: all of the programme, an event that says all there is to say, one that is gone. */
export const SITES: Readonly<Record<string, string>> = {
  "Town library": library(),
  "A site with a name that is long, and/whose.host.name.goes.on.and.on.without.any.break.example": vcalendar(
    ...vevent("gala", [
      "SUMMARY:Gala of the hundred-and-fiftieth anniversary of the Harbour Street Swimming Association and its Donaudampfschifffahrtsgesellschaftskapitänswitwenverein",
      "DESCRIPTION:First paragraph\\, with a link: https://town.example/a/very/long/address/that/goes/on/and/on/without/any/break?and=a&query=too .\\n\\nSecond paragraph.\\nA line.",
      "LOCATION:Old swimming hall\\, Harbour Street 1\\, Port Marigold",
      "GEO:48.2;16.37",
      "CATEGORIES:music,swimming,a tag of many words,Donaudampfschifffahrtsgesellschaft",
      "URL:https://town.example/gala",
      "ORGANIZER;CN=Harbour Street Swimming Association:mailto:office@town.example",
    ]),
    ...vevent("maybe", ["SUMMARY:To be confirmed", "STATUS:TENTATIVE"]),
    ...vevent("gone", [
      "STATUS:CANCELLED",
      "X-DELETED:TRUE",
      "X-HOP:0",
      "X-REVISION:2",
      "X-REVISE-URL:https://town.example/discal/revise",
    ]),
    // Broken, so that there is something to say of the site.
    "BEGIN:VEVENT",
    "UID:broken@town.example",
    "SUMMARY:It never begins",
    "END:VEVENT",
  ),
};

function vevent(name: string, lines: readonly string[]): readonly string[] {
  const tomorrow = Temporal.Now.plainDateISO("UTC").add({ days: 1 }).toString().replaceAll("-", "");
  return [
    "BEGIN:VEVENT",
    `UID:${name}@town.example`,
    "DTSTAMP:20260301T000000Z",
    `DTSTART;TZID=Europe/Berlin:${tomorrow}T193000`,
    `DTEND;TZID=Europe/Berlin:${tomorrow}T223000`,
    ...lines,
    "END:VEVENT",
  ];
}
