import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeCalendar } from "../../src/core/ical/decode.ts";

const ROOT = join(import.meta.dirname, "..", "..");
/** Written for this project: what exports of well-known programs look like, and the inputs of the golden feeds. */
const OWN = ["test/fixtures/seeds", "test/fixtures/golden"];
/** Longer texts are cut: an edit in one of 500 events says no more than in one of 20. */
const LONGEST = 20_000;
/** Of real texts, so many: the same ones each time. */
const MOST_REAL = 150;

/**
 * Calendars that are edited at random. With `DISCAL_CORPUS` also real ones, spread over that folder; a seed then tries
 * other inputs than without.
 */
export function seedCalendars(): readonly string[] {
  const own = OWN.flatMap((folder) => calendarsIn(join(ROOT, folder)));
  const corpus = process.env["DISCAL_CORPUS"];
  if (corpus === undefined) return own.map(read);
  const real = calendarsIn(corpus);
  const step = Math.max(1, Math.floor(real.length / MOST_REAL));
  return [...own, ...real.filter((_, index) => index % step === 0)].map(read);
}

function calendarsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ics"))
    .sort()
    .map((name) => join(folder, name));
}

function read(path: string): string {
  const text = decodeCalendar(readFileSync(path));
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, text.indexOf("\n", LONGEST))}\nEND:VCALENDAR\r\n`;
}
