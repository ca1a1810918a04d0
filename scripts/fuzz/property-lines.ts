import fc from "fast-check";
import { contentLine } from "../../test/support/arbitrary-calendar.ts";

const two = (most: number, least = 0) =>
  fc.integer({ min: least, max: most }).map((number) => String(number).padStart(2, "0"));
const year = fc.oneof(
  { arbitrary: fc.integer({ min: 1990, max: 2040 }), weight: 8 },
  fc.constantFrom(0, 1, 1582, 1601, 9999),
);
/** Days that most months have, and some that are in no calendar. */
const day = fc.tuple(year, two(13), two(32)).map(([y, m, d]) => `${String(y).padStart(4, "0")}${m}${d}`);
const properDay = fc.tuple(two(12, 1), two(28, 1)).map(([m, d]) => `2026${m}${d}`);
const clock = fc.tuple(two(24), two(60), two(61)).map((parts) => parts.join(""));
const properClock = fc.tuple(two(23), two(59)).map(([h, m]) => `${h}${m}00`);

/** Mostly right: what is refused at the first look tries nothing behind it. */
const dateTime = fc.oneof(
  { arbitrary: fc.tuple(properDay, properClock).map((parts) => parts.join("T")), weight: 6 },
  fc.tuple(day, clock).map(([d, t]) => `${d}T${t}`),
);
const utc = dateTime.map((text) => `${text}Z`);
const zone = fc.constantFrom(
  "Europe/Vienna",
  "America/Los_Angeles",
  "PDT",
  "W. Europe Standard Time",
  "Nowhere",
  '"a:b;c,d"',
  "",
  "__proto__",
  "Asia/Kathmandu",
  "Etc/GMT+12",
);
/** Everything of a time behind the name of its property. */
export const time = fc.oneof(
  { arbitrary: utc.map((text) => `:${text}`), weight: 3 },
  { arbitrary: dateTime.map((text) => `:${text}`), weight: 2 },
  { arbitrary: fc.tuple(zone, dateTime).map(([tzid, text]) => `;TZID=${tzid}:${text}`), weight: 4 },
  { arbitrary: fc.oneof(properDay, day).map((text) => `;VALUE=DATE:${text}`), weight: 2 },
  fc.oneof(properDay, day).map((text) => `:${text}`),
  fc.tuple(zone, dateTime).map(([tzid, text]) => `;TZID=${tzid};VALUE=DATE-TIME;TZID=x:${text}Z`),
  fc.constantFrom(":", ":now", ":2026-03-16T19:00:00Z", ":99999999999999", ":-1", ";VALUE=PERIOD:x/y", "::"),
);

const number = fc.oneof(
  { arbitrary: fc.integer({ min: -400, max: 400 }).map(String), weight: 6 },
  fc.constantFrom(
    "0",
    "-0",
    "+1",
    "01",
    "1e9",
    "2147483647",
    "2147483648",
    "99999999999999999999",
    "",
    "NaN",
  ),
);
const numbers = fc.array(number, { minLength: 1, maxLength: 12 }).map((list) => list.join(","));
const weekday = fc
  .tuple(
    fc.constantFrom("", "", "1", "-1", "5", "53", "-54", "+2", "0"),
    fc.constantFrom("MO", "TU", "SU", "FR", "XX"),
  )
  .map((parts) => parts.join(""));
const part = fc.oneof(
  fc.tuple(fc.constantFrom("INTERVAL", "COUNT"), number).map((pair) => pair.join("=")),
  fc
    .tuple(
      fc.constantFrom(
        "BYSECOND",
        "BYMINUTE",
        "BYHOUR",
        "BYMONTHDAY",
        "BYYEARDAY",
        "BYWEEKNO",
        "BYMONTH",
        "BYSETPOS",
      ),
      numbers,
    )
    .map((pair) => pair.join("=")),
  fc.array(weekday, { minLength: 1, maxLength: 5 }).map((days) => `BYDAY=${days.join(",")}`),
  fc.oneof(utc, dateTime, day).map((until) => `UNTIL=${until}`),
  weekday.map((start) => `WKST=${start}`),
  fc.constantFrom("RSCALE=CHINESE", "SKIP=FORWARD", "X-FOO=1", "FREQ=DAILY", "=", "BYDAY", "COUNT=1=2"),
);
export const rule = fc
  .tuple(
    fc.constantFrom(
      "SECONDLY",
      "MINUTELY",
      "HOURLY",
      "DAILY",
      "WEEKLY",
      "MONTHLY",
      "YEARLY",
      "DAILY",
      "WEEKLY",
      "x",
    ),
    fc.array(part, { maxLength: 6 }),
  )
  .map(([freq, parts]) => [`FREQ=${freq}`, ...parts].join(";"));

const amount = fc.oneof(fc.nat(100).map(String), fc.constantFrom("999999999999999999", "", "-1", "1.5"));
const duration = fc
  .tuple(
    fc.constantFrom("P", "-P", "+P", "PT", ""),
    fc.array(fc.tuple(amount, fc.constantFrom("W", "D", "H", "M", "S", "T", "Y")), { maxLength: 4 }),
  )
  .map(([sign, parts]) => sign + parts.map((pair) => pair.join("")).join(""));

const word = fc.constantFrom(
  "",
  "PUBLIC",
  "PRIVATE",
  "CONFIRMED",
  "CANCELLED",
  "TENTATIVE",
  "TRUE",
  "person",
  "feed",
  "0123456789abcdef",
  "https://a.example/x",
  "javascript:alert(1)",
  "http://127.0.0.1/",
  "//x",
  "mailto:a@b.example",
  "37.386013;-122.082932",
  "91;181",
  "NaN;1e9",
  String.raw`a\,b,c\;d,\n,\\`,
);

/** Lines of an event, one each. */
export const eventLine = fc.oneof(
  { arbitrary: contentLine, weight: 3 },
  {
    arbitrary: fc
      .tuple(
        fc.constantFrom("DTEND", "RDATE", "EXDATE", "RECURRENCE-ID", "RECURRENCE-ID;RANGE=THISANDFUTURE"),
        time,
      )
      .map((parts) => parts.join("")),
    weight: 3,
  },
  { arbitrary: rule.map((text) => `RRULE:${text}`), weight: 3 },
  duration.map((text) => `DURATION:${text}`),
  fc
    .tuple(
      fc.constantFrom(
        ...[
          [
            "CLASS",
            "STATUS",
            "GEO",
            "URL",
            "ATTACH",
            "IMAGE",
            "ORGANIZER",
            "ATTENDEE",
            "TRANSP",
            "CATEGORIES",
          ],
          [
            "X-HOP",
            "X-REVISION",
            "X-REVISE-URL",
            "X-DISCAL-BY",
            "X-DISCAL-SOURCE",
            "X-DELETED",
            "X-DISCAL-TAG",
          ],
          ["X-DISCAL-OBJECT", "X-DISCAL-SIG", "X-DISCAL-CONTEXT", "LOCATION", "UID", "RELATED-TO", "EXRULE"],
        ].flat(),
      ),
      fc.oneof(word, number),
    )
    .map((pair) => pair.join(":")),
  fc
    .tuple(fc.constantFrom("SEQUENCE", "PRIORITY", "X-HOP", "X-REVISION"), number)
    .map((pair) => pair.join(":")),
  fc.tuple(fc.constantFrom("DTSTAMP", "LAST-MODIFIED", "CREATED"), time).map((parts) => parts.join("")),
);
