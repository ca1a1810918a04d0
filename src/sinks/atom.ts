import type { EventRow } from "../store/event-list.ts";
import { eventPath } from "./event-path.ts";
import { plainText } from "./plain-text.ts";
import type { Publisher } from "./publisher.ts";
import { whenOf } from "./when.ts";
import type { Standpoint } from "./when.ts";
import { element, xmlText } from "./xml.ts";

/** What an Atom feed says of itself. */
export interface AtomHeading {
  readonly title: string;
  readonly subtitle: string;
  /** Of the feed: its id, too. */
  readonly url: string;
  /** Of the page that shows the same. */
  readonly html: string;
  /** When something in it last changed, ms. */
  readonly updated: number;
}

/** An event with its next happening. */
export interface AtomEntry {
  readonly row: EventRow;
  /** When it came to this node, ms. */
  readonly published: number;
  /** When it last changed, ms. */
  readonly updated: number;
}

/** An Atom feed (RFC 4287) in the order of its entries. */
export function atomFeed(
  heading: AtomHeading,
  entries: readonly AtomEntry[],
  publisher: Publisher,
  from: Standpoint,
): string {
  const { title, subtitle, url, html, updated } = heading;
  const lines = [
    element("id", {}, url),
    element("title", {}, title),
    ...(subtitle === "" ? [] : [element("subtitle", {}, subtitle)]),
    element("updated", {}, instant(updated)),
    element("link", { rel: "self", type: "application/atom+xml", href: url }),
    element("link", { rel: "alternate", type: "text/html", href: html }),
    `<author>${element("name", {}, publisher.name)}</author>`,
    element("generator", {}, "DisCal"),
    ...entries.map((entry) => atomEntry(entry, publisher, from)),
  ];
  return `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n${lines.join("\n")}\n</feed>\n`;
}

function atomEntry({ row, published, updated }: AtomEntry, publisher: Publisher, from: Standpoint): string {
  const { event, tags } = row;
  const page = publisher.url + eventPath(event.uid);
  const lines = [
    element("id", {}, page),
    element("title", {}, titleOf(row)),
    element("published", {}, instant(published)),
    element("updated", {}, instant(updated)),
    element("link", { rel: "alternate", type: "text/html", href: page }),
    element("link", { rel: "alternate", type: "text/calendar", href: `${page}.ics` }),
    ...(event.url === null ? [] : [element("link", { rel: "related", href: event.url })]),
    ...tags.map((tag) => element("category", { term: tag })),
    element("content", { type: "html" }, contentOf(row, from)),
  ];
  return `<entry>\n${lines.join("\n")}\n</entry>`;
}

function titleOf({ event, occurrence }: EventRow): string {
  const title = (occurrence.title ?? event.title).trim() || "Untitled event";
  return event.cancelled || occurrence.cancelled ? `Cancelled: ${title}` : title;
}

/** HTML without anything of the event's own making in it: readers are left with nothing to clean. */
function contentOf({ event, occurrence, notInFeed }: EventRow, from: Standpoint): string {
  const { text, zone, here } = whenOf(occurrence, from);
  const when = `${text}${zone === null ? "" : ` ${zone}`}${here === null ? "" : ` (${here})`}`;
  const place = occurrence.location ?? event.location;
  const paragraphs = [
    when + (event.recurring ? ", and again" : ""),
    place,
    event.tentative ? "To be confirmed." : "",
    notInFeed ? "No longer in its feed." : "",
    ...plainText(event.description).split(/\n{2,}/),
  ];
  return paragraphs
    .filter((paragraph) => paragraph.trim() !== "")
    .map((paragraph) => `<p>${xmlText(paragraph).replaceAll("\n", "<br/>")}</p>`)
    .join("");
}

function instant(ms: number): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toString({ smallestUnit: "second" });
}
