import fc from "fast-check";
import { vtimezone } from "./calendar-text.ts";

/** Values that are hard on readers: quotes, colons, escapes, spaces at edges, characters of every length, long ones. */
const value = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'ab1:;,"\\= \tüя漢🎶\uff5e\ue000|^') }),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme-ascii", minLength: 60, maxLength: 300 }),
);
/** The same without what only line repair takes care of. */
const cleanValue = value.map((text) => text.toWellFormed().replaceAll(/[\0-\x08\x0a-\x1f\x7f]/g, ""));
const prose = fc.constantFrom(
  "https://x.example/a",
  "Where: the pier",
  "7:00 PM",
  "a;b",
  "x",
  "(free)",
  "BEGIN",
  "END: of it",
);
const name = fc.constantFrom(
  "SUMMARY",
  "DESCRIPTION",
  "X-A",
  "x-b",
  "Custom",
  "X_C",
  "CATEGORIES",
  "COMMENT",
);
const param = fc.tuple(
  fc.constantFrom("LANGUAGE", "x-p", "ALTREP", "CN"),
  fc.constantFrom("en", '"a:b"', "a,b", '"a","b;c"', "", "ü"),
);

/** A content line as a producer that follows the grammar writes it. */
export const contentLine = fc
  .tuple(name, fc.array(param, { maxLength: 3 }), cleanValue)
  .map(
    ([property, params, text]) =>
      `${property}${params.map(([key, each]) => `;${key}=${each}`).join("")}:${text}`,
  )
  // Of a name that nobody registered this reads as prose.
  .filter((line) => !/^(?:Custom|X_C):(?: |\/\/)/.test(line));

/** Lines of any kind with breaks of any kind between them: what arrives from the world. */
export const anyBody = fc
  .array(
    fc.tuple(
      fc.oneof(
        contentLine,
        value,
        prose,
        fc.constantFrom("BEGIN:VEVENT", "END:VEVENT", "UID:a", "BEGIN:VALARM", "", " "),
      ),
      fc.constantFrom("\r\n", "\n", "\r", "\r\n ", "\n\t", "\r\n\r\n", "\r\r\n"),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.flat().join(""));

const tzid = fc.constantFrom("Europe/Vienna", "PDT", "Nowhere", "Else; where", "Undefined");
const uid = fc.oneof(
  fc.uuid().map((id) => `${id}@a.example`),
  fc.constantFrom("a\\,b", "ü".repeat(100), " 1 ", "A", "a"),
);
const alarm = fc
  .array(contentLine, { maxLength: 2 })
  .map((lines) => ["BEGIN:VALARM", ...lines, "ACTION:X", "END:VALARM"]);
const event = fc.tuple(
  tzid,
  fc.array(contentLine, { maxLength: 6 }),
  fc.array(alarm, { maxLength: 2 }),
  fc.constantFrom([], ["X-DELETED:TRUE"], ["STATUS:CANCELLED"], ["SEQUENCE:9"]),
);

/** A pushed object that is in order: a master, overrides, alarms, the zones that they name. */
export const pushedObject = fc
  .record({
    uid,
    hop: fc.nat(3),
    revision: fc.nat(2_147_483_647),
    events: fc.array(event, { minLength: 1, maxLength: 3 }),
    offset: fc.constantFrom("+0130", "+0230"),
  })
  .map(({ uid, hop, revision, events, offset }) => {
    const components = events.map(([zone, lines, alarms, more], day) => [
      "BEGIN:VEVENT",
      `UID:${uid}`,
      `DTSTART;TZID=${/[;,:]/.test(zone) ? `"${zone}"` : zone}:2026031${day}T190000`,
      ...(day === 0 ? [] : [`RECURRENCE-ID:2026031${day}T190000`]),
      ...lines,
      ...more,
      ...alarms.flat(),
      `X-HOP:${hop}`,
      `X-REVISION:${revision}`,
      "X-REVISE-URL:https://a.example/discal/revise",
      "END:VEVENT",
    ]);
    const named = [...new Set(events.map(([zone]) => zone))].filter((zone) => zone !== "Undefined");
    const zones = named.flatMap((zone) => vtimezone(zone.replaceAll(/[;,]/g, "\\$&"), offset));
    return ["BEGIN:VCALENDAR", ...zones, ...components.flat(), "END:VCALENDAR", ""].join("\r\n");
  });
