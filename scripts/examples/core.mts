// The pure core alone: two versions of one event, which one stands, and when it happens next. No node, no store, no
// network. Run it in a folder where discal is installed: `node core.mts`.
import {
  compareVersions,
  describe,
  expand,
  merge,
  readObject,
  reviseEvent,
  winner,
  wireText,
} from "discal/core";
import type { ObjectState, Version } from "discal/core";

// An object as nodes send it: a whole VCALENDAR of one UID with hop, revision and revise URL.
const market = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EN
BEGIN:VEVENT
UID:market@town.example
DTSTAMP:20300101T080000Z
DTSTART;TZID=Europe/Vienna:20300304T090000
DTEND;TZID=Europe/Vienna:20300304T130000
RRULE:FREQ=WEEKLY
EXDATE;TZID=Europe/Vienna:20300311T090000
SUMMARY:Farmers' market
X-HOP:0
X-REVISION:0
X-REVISE-URL:https://town.example/discal/revise
END:VEVENT
END:VCALENDAR
`.replaceAll("\n", "\r\n");

/** What cannot be taken says why, and in which line. */
function read(text: string): Version {
  const found = readObject(text);
  if (!("version" in found)) throw new Error(`line ${found.line}: ${found.reason}`);
  return found.version;
}

// Somebody cancels it: the next revision, as it comes from another node. It says something else, so its digest differs.
const first = read(market);
const made = { revision: 1, dtstamp: Date.UTC(2030, 1, 1) };
const cancelled = reviseEvent(first, { status: "CANCELLED" }, made);
const second = read(wireText(cancelled));
console.log(`digests differ: ${first.digest !== second.digest}`);

// In whatever order versions come, every node ends with the same one.
const join = (versions: readonly Version[]): ObjectState | null =>
  versions.reduce<ObjectState | null>((state, version) => merge(state, version).state, null);
for (const order of [
  [first, second],
  [second, first, second],
]) {
  const standing = winner(join(order)!);
  console.log(`revision ${standing?.revision} stands, cancelled: ${standing?.cancelled}`);
}

// Side by side: what both say, and where they differ.
for (const { field, says } of compareVersions([first, second]).filter(({ agree }) => !agree)) {
  console.log(`${field}: ${says.map((say) => say?.text || "nothing").join(" | ")}`);
}

// The next happenings of the first version, in a window of four weeks. The 11th is left out, the clock goes forward.
const window = { from: Date.UTC(2030, 2, 10), to: Date.UTC(2030, 3, 7), timezone: "Europe/Vienna" };
for (const { start, localStart, zone } of expand(first.text, window).occurrences) {
  console.log(`${describe(first.text).title}: ${localStart} ${zone} is ${new Date(start).toISOString()}`);
}
