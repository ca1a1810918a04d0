/** Events that cost whoever reads, lists or expands them as much as one object may. */

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at).join();
const EVERY_SECOND = `BYHOUR=${numbers(0, 23)};BYMINUTE=${numbers(0, 59)};BYSECOND=${numbers(0, 59)}`;
const ALL_DAYS = "BYDAY=MO,TU,WE,TH,FR,SA,SU";
const START = "DTSTART:20260301T000000Z";

/** The n-th hour of 2026, in UTC. */
const hour = (n: number) =>
  new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString().replaceAll(/[-:]|\.\d+/g, "");
const local = (n: number) => hour(n).slice(0, 15);

/** As many of them as fit. */
function fill(most: number, make: (n: number) => string): readonly string[] {
  const made: string[] = [];
  for (let [n, size] = [0, 0]; n < 4_000; n += 1) {
    const next = make(n);
    size += next.length + 2;
    if (size > most) break;
    made.push(next);
  }
  return made;
}

const observance = (from: string, to: string, ...more: readonly string[]) =>
  [
    "BEGIN:STANDARD",
    `TZOFFSETFROM:${from}`,
    `TZOFFSETTO:${to}`,
    "DTSTART:19700101T000000",
    ...more,
    "END:STANDARD",
  ].join("\r\n");
const zone = (tzid: string, ...lines: readonly string[]) =>
  ["BEGIN:VTIMEZONE", `TZID:${tzid}`, ...lines, "END:VTIMEZONE"].join("\r\n");

/** Lines of an object: of its master, of overrides (each of its own lines), and of time zones. */
export interface Bomb {
  readonly lines: readonly string[];
  readonly overrides?: readonly (readonly string[])[];
  readonly zones?: readonly string[];
}

const rule = (text: string, start = START): Bomb => ({ lines: [start, `RRULE:${text}`] });
const line = (text: string): Bomb => ({ lines: [START, text] });
const overrides = (most: number, make: (n: number) => readonly string[]) =>
  fill(most, (n) => make(n).join("\r\n")).map((text) => text.split("\r\n"));

/** Each fits into one object of 64 KiB. */
export const BOMBS: Readonly<Record<string, Bomb>> = {
  "a rule of every second": rule("FREQ=SECONDLY"),
  "a rule of every second since the year 1": rule(
    "FREQ=SECONDLY;COUNT=999999999999",
    "DTSTART:00010101T000000Z",
  ),
  "a rule with a day that never comes": rule("FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31"),
  "a rule that is a dense product": rule(`FREQ=YEARLY;${ALL_DAYS};${EVERY_SECOND}`),
  "a rule of many positions": rule(`FREQ=YEARLY;BYSETPOS=${numbers(1, 366)};${ALL_DAYS};${EVERY_SECOND}`),
  "a rule with INTERVAL=0": rule("FREQ=DAILY;INTERVAL=0"),
  "a rule until the year 9999": rule("FREQ=DAILY;UNTIL=99991231T000000Z", "DTSTART:00010101T000000Z"),
  "a rule of 30,000 days of the month": rule(`FREQ=DAILY;BYMONTHDAY=${"1,".repeat(30_000)}1`),
  "a rule of 15,000 parts": rule(`FREQ=DAILY;${"X=1;".repeat(15_000)}`),
  "a thousand rules": {
    lines: [START, ...fill(60_000, () => "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30")],
  },
  "days that each last a century": {
    lines: ["DTSTART;TZID=Europe/Berlin:00010101T000000", "DURATION:P36525D", "RRULE:FREQ=DAILY"],
  },
  "a duration of 60,000 digits": line(`DURATION:P${"9".repeat(60_000)}W`),
  "3,000 RDATEs": line(`RDATE:${fill(60_000, hour).join()}`),
  "3,000 EXDATEs": { lines: [START, "RRULE:FREQ=SECONDLY", `EXDATE:${fill(60_000, hour).join()}`] },
  "a range that moves all by 8,000 years": {
    lines: ["DTSTART;TZID=Europe/Berlin:20260301T000000", "RRULE:FREQ=HOURLY"],
    overrides: [
      [
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260302T000000",
        "DTSTART;TZID=America/New_York:99980101T000000",
      ],
    ],
  },
  "overrides of a master with a long title": {
    lines: [
      START,
      "RRULE:FREQ=HOURLY",
      `SUMMARY:${"a\\,".repeat(9_000)}`,
      `LOCATION:${"a\\,".repeat(2_000)}`,
    ],
    overrides: overrides(9_000, (n) => [`RECURRENCE-ID;RANGE=THISANDFUTURE:${hour(n)}`, "SUMMARY:x"]),
  },
  "many zones, and dates in another": {
    lines: [
      "DTSTART;TZID=z1:20260301T000000",
      ...fill(5_000, (n) => `COMMENT;TZID=z${n}:1`),
      `RDATE;TZID=none:${fill(20_000, local).join()}`,
    ],
    zones: fill(30_000, (n) => zone(`z${n}`, observance("+0100", "+0200"))).slice(0, 200),
  },
  "a long zone, and dates in it": {
    lines: ["DTSTART;TZID=zz:20260301T000000", `EXDATE;TZID=zz:${fill(30_000, local).join()}`],
    zones: [
      zone("zz", ...fill(29_000, (n) => observance("+0100", n % 2 ? "+0200" : "+0100", `RDATE:${local(n)}`))),
    ],
  },
  "a zone that changes every second": {
    lines: ["DTSTART;TZID=zz:20260301T000000"],
    zones: [
      zone(
        "zz",
        ...fill(58_000, (n) =>
          observance("+0100", n % 2 ? "+0137" : "+0100", `RRULE:FREQ=SECONDLY;INTERVAL=${n + 1}`),
        ),
      ),
    ],
  },
  "30,000 categories": line(`CATEGORIES:${"a,".repeat(30_000)}`),
  "15,000 parameters": line(`SUMMARY${";A=b".repeat(15_000)}:x`),
  "a parameter of 30,000 values": line(`SUMMARY;A=${"b,".repeat(30_000)}b:x`),
  "a parameter of quotes": line(`SUMMARY;A=${'"'.repeat(60_000)}:x`),
  "quotes that are never closed": line(`SUMMARY;A="${';A="b'.repeat(12_000)}:x`),
  backslashes: line(`SUMMARY:${"\\".repeat(60_000)}`),
  blanks: line(`GEO:1${" ".repeat(60_000)}x`),
  digits: line(`GEO:${"1".repeat(60_000)};x`),
  "2,000 pictures": { lines: [START, ...fill(60_000, (n) => `ATTACH:https://a.example/${n}.jpg`)] },
  "one-byte folds": line(`SUMMARY:${"x\r\n ".repeat(15_000)}`),
  "3,000 properties": { lines: [START, ...fill(60_000, (n) => `X-${n}:1`)] },
  "500 alarms": { lines: [START, ...fill(20_000, () => "BEGIN:VALARM\r\nEND:VALARM").slice(0, 500)] },
  "250 components within each other": {
    lines: [
      START,
      ...Array.from({ length: 250 }, () => "BEGIN:VALARM"),
      ...Array.from({ length: 250 }, () => "END:VALARM"),
    ],
  },
  "2,000 attendees": { lines: [START, ...fill(60_000, (n) => `ATTENDEE:mailto:${n}@x.example`)] },
  "names that objects inherit": {
    lines: [
      START,
      "__proto__:1",
      "constructor:2",
      "SUMMARY;__proto__=x;toString=y:z",
      "CATEGORIES:__proto__,constructor",
    ],
  },
};

/** The VCALENDAR of a bomb; with `stamps` as nodes send it, else as a feed shows it. */
export function bombCalendar(name: string, uid: string, stamps: readonly string[] = []): string {
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//x//y//EN",
    ...bombLines(name, uid, stamps),
    "END:VCALENDAR",
    "",
  ].join("\r\n");
}

/** Zones and events of a bomb. */
export function bombLines(name: string, uid: string, stamps: readonly string[] = []): readonly string[] {
  const { lines, overrides = [], zones = [] } = BOMBS[name]!;
  const event = (own: readonly string[]) => [
    "BEGIN:VEVENT",
    `UID:${uid}`,
    "DTSTAMP:20260301T000000Z",
    ...stamps,
    ...own,
    "END:VEVENT",
  ];
  return [...zones, ...event(lines), ...overrides.flatMap(event)];
}
