import fc from "fast-check";

/** What ends a line, a string or a value in something that is written, or steers who reads it. */
const STEERING = [
  "\r",
  "\n",
  "\r\n",
  "\r\n\r\n",
  "\u0085",
  "\u2028",
  "\u2029",
  "\v",
  "\f",
  "\0",
  "\t",
  "\u007f",
  "\u009b31m",
  "\u001b[2J",
  "\u001b]0;title\u0007",
  "\u202e",
  "\u2066",
  "\u200b",
  "\ufeff",
  "\ufffe",
  "\ud800",
  "\udfff",
  "😀",
  ",",
  ";",
  ":",
  "=",
  "\\",
  "\\n",
  '"',
  "'",
  "<",
  ">",
  "&",
  "&lt;",
  "]]>",
  "</script>",
  "{",
  "}",
  "%0d%0a",
  " ",
  "BEGIN:VEVENT",
  "Set-Cookie: a=b",
] as const;

/** Text of any kind, with much in it that could break out of where it is written. */
export const steeringText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...STEERING) },
      { weight: 2, arbitrary: fc.string({ maxLength: 8 }) },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 3 }) },
      { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 3 }) },
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(""));

/** What some program, or some terminal, takes for the end of a line or for a command. */
// oxlint-disable-next-line no-control-regex -- finding them is what it is for
export const STEERS = /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
