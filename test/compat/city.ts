import type { Browser } from "playwright-core";
import { vcalendar } from "../support/calendar-text.ts";
import { openBrowser, visit, type Visit } from "./browser.ts";
import { library } from "./programme.ts";
import { openTown } from "./town.ts";

/** A node with something to see on every kind of page, and a browser to see it with. */
export interface City extends AsyncDisposable {
  /** As {@link visit} does. */
  open(path: string, script?: boolean): Promise<Visit>;
}

export async function openCity(): Promise<City> {
  await using scope = new AsyncDisposableStack();
  const browser: Browser = await openBrowser();
  scope.defer(() => browser.close());
  const town = scope.use(await openTown(SITES, { timezone: "Europe/Berlin" }));
  await town.run("calendars", "save", "music", "--title", "Music in town", "--tag", "music");
  await town.run("calendars", "save", "silence", "--title", "Nothing at all", "--tag", "silence");
  const held = scope.move();
  return {
    open: (path, script) => visit(browser, town.url + path, script),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** All of the programme, an event that says all there is to say, one that is gone, and what went wrong. */
const SITES: Readonly<Record<string, string>> = {
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
  "A site that has moved away": "",
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
