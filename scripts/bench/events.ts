import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeCalendar } from "../../src/core/ical/decode.ts";
import { corpus, hasCorpus } from "../../test/support/corpus.ts";

/** Real events of real feeds, without UID and DTSTAMP: what is multiplied. Empty where there is no corpus. */
function realEvents(): readonly string[] {
  if (!hasCorpus) return [];
  return globSync("feeds/**/*.ics", { cwd: corpus })
    .toSorted()
    .flatMap((path) => {
      const text = decodeCalendar(readFileSync(join(corpus, path))).replaceAll(/\r?\n/g, "\r\n");
      return [...text.matchAll(/^BEGIN:VEVENT\r\n(.*?)^END:VEVENT\r?\n?/gms)].map(([, lines = ""]) => lines);
    })
    .filter((lines) => isPlain(lines));
}

/** One that stands for itself: zones that are defined elsewhere, series and replacements are left to the corpus suite. */
function isPlain(lines: string): boolean {
  const keeps = !/^(?:BEGIN|RRULE|RDATE|EXDATE|RECURRENCE-ID|CLASS|ATTENDEE|X-REVI|X-HOP)/im.test(lines);
  return keeps && /^DTSTART[;:]/m.test(lines) && /^SUMMARY[;:]./m.test(lines) && !/TZID=/i.test(lines);
}

/** Made up, of about 1 KB each, for machines without the corpus. */
const MADE: readonly string[] = Array.from({ length: 500 }, (_, n) =>
  [
    `DTSTART:2026${String(1 + (n % 12)).padStart(2, "0")}${String(1 + (n % 28)).padStart(2, "0")}T190000Z`,
    "DURATION:PT2H",
    `SUMMARY:Evening ${n} at the hall`,
    `DESCRIPTION:${`What happens on evening ${n}. `.repeat(25)}`,
    `LOCATION:Hall ${n % 40}\\, Main Street ${n % 7}`,
    `CATEGORIES:${["Music", "Talks", "Family", "Sports"][n % 4]}`,
    "",
  ].join("\r\n"),
);

let known: readonly string[] | null = null;

/** What of an event is not its UID or stamp, by number: real ones over and over, each as often as any other. */
export function eventLines(n: number): string {
  known ??= withoutNames(realEvents());
  const events = known.length === 0 ? MADE : known;
  return events[n % events.length] ?? "";
}

/** Where the events come from, in words for whoever reads figures. */
export const ORIGIN = hasCorpus ? "events of real feeds, under fresh UIDs" : "made-up events of 1 KB";

function withoutNames(events: readonly string[]): readonly string[] {
  return events.map((lines) => lines.replaceAll(/^(?:UID|DTSTAMP)[;:].*\r\n(?:[ \t].*\r\n)*/gim, ""));
}

/** The event of this number as a feed shows it. `edition` 0 is the first; a later one says something else. */
export function eventText(n: number, edition = 0): string {
  const changed = edition === 0 ? "" : `COMMENT:Edition ${edition}\r\n`;
  return `BEGIN:VEVENT\r\nUID:bench-${n}@feed.example\r\nDTSTAMP:20260301T000000Z\r\n${eventLines(n)}${changed}END:VEVENT\r\n`;
}

/** A feed of the events `from` up to, without, `to`. */
export function feedText(from: number, to: number, editionOf: (n: number) => number = () => 0): string {
  const events = Array.from({ length: to - from }, (_, n) => eventText(from + n, editionOf(from + n)));
  return `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\n${events.join("")}END:VCALENDAR\r\n`;
}
