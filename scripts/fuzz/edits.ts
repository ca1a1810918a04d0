import fc from "fast-check";

/** Longer ones are refused before they are read, and are tried where that is. */
const LONGEST = 200_000;

/** What is put where something else was. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      ["\r\n", "\n", "\r", "\r\n ", "\n\t", "\u2028", "\u0085", "\0", "\u0007", "\ufeff", "\ud800", "\u202e"],
      [":", ";", ",", '"', "\\", "^n", "=", "%00", "<script>", "'", "&#0;", "../", "a".repeat(5_000)],
      ["BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE"],
      [
        "X-HOP:2147483648",
        "X-REVISION:-1",
        "X-REVISE-URL:https:",
        "UID:",
        "CLASS:PRIVATE",
        "RRULE:FREQ=SECONDLY",
      ],
      ["DURATION:P999999999999999999W", "DTSTART:00000000", "X-DELETED:TRUE", "STATUS:CANCELLED", "RDATE:"],
    ].flat(),
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const at = fc.double({ min: 0, max: 1, noNaN: true });

type Edit = (text: string) => string;

/** A place in a text: of its characters, or of its lines. */
const place = (length: number, share: number): number => Math.min(length, Math.floor(share * (length + 1)));
const inLines =
  (change: (lines: string[]) => void): Edit =>
  (text) => {
    const lines = text.split("\n");
    change(lines);
    return lines.join("\n");
  };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(at, piece).map(([share, put]): Edit => (text) => {
    const from = place(text.length, share);
    return text.slice(0, from) + put + text.slice(from);
  }),
  fc
    .tuple(at, piece)
    .map(([share, put]) => inLines((lines) => lines.splice(place(lines.length, share), 0, `${put}\r`))),
  fc
    .tuple(at, fc.integer({ min: 1, max: 6 }))
    .map(([share, count]) => inLines((lines) => lines.splice(place(lines.length, share), count))),
  fc.tuple(at, at, fc.integer({ min: 1, max: 6 })).map(([from, to, count]) =>
    inLines((lines) => {
      const moved = lines.slice(place(lines.length, from)).slice(0, count);
      lines.splice(place(lines.length, to), 0, ...moved);
    }),
  ),
  fc.tuple(at, fc.integer({ min: 2, max: 300 })).map(([share, times]) =>
    inLines((lines) => {
      const line = lines[place(lines.length - 1, share)] ?? "";
      lines.splice(place(lines.length, share), 0, ...Array.from({ length: times }, () => line));
    }),
  ),
  fc.tuple(at, piece).map(([share, put]) =>
    inLines((lines) => {
      const index = place(lines.length - 1, share);
      lines[index] = (lines[index] ?? "").replace(/:.*/, () => `:${put}`);
    }),
  ),
  fc.tuple(at, fc.integer({ min: 1, max: 40 })).map(([share, count]): Edit => (text) => {
    const from = place(text.length, share);
    return text.slice(0, from) + text.slice(from + count);
  }),
  fc.tuple(at, fc.nat(65_535)).map(([share, code]): Edit => (text) => {
    const from = place(text.length, share);
    return text.slice(0, from) + String.fromCharCode(code) + text.slice(from + 1);
  }),
  at.map(
    (share): Edit =>
      (text) =>
        text.slice(0, place(text.length, share)),
  ),
  fc
    .tuple(at, fc.constantFrom("0", "-1", "2147483648", "99999999999999999999"))
    .map(([share, number]): Edit => (text) => {
      const from = place(text.length, share);
      return text.slice(0, from) + text.slice(from).replace(/\d+/, number);
    }),
);

/** A text with a few edits, as damage, haste or malice make them. */
export function edited(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(texts, fc.array(edit, { minLength: 1, maxLength: 5 }))
    .map(([text, edits]) => edits.reduce((now, change) => change(now), text).slice(0, LONGEST));
}
