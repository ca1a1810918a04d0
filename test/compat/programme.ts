import { vcalendar } from "../support/calendar-text.ts";

/** March of next year: America changes its clocks in its first half, Europe at its end. */
const YEAR = Temporal.Now.plainDateISO("UTC").year + 1;
export const WINDOW = { from: `${YEAR}-03-01`, to: `${YEAR}-04-07` } as const;

/** A day of that March as iCalendar writes it; day 32 is the first of April. */
function day(number: number): string {
  return Temporal.PlainDate.from({ year: YEAR, month: 3, day: 1 })
    .add({ days: number - 1 })
    .toString()
    .replaceAll("-", "");
}

function event(title: string, ...lines: readonly string[]): readonly string[] {
  return [
    "BEGIN:VEVENT",
    `UID:${title.replaceAll(/[^a-z]+/gi, "-")}@town.example`,
    "DTSTAMP:20260301T000000Z",
    `SUMMARY:${title.replaceAll(/[,;]/g, "\\$&")}`,
    ...lines,
    "END:VEVENT",
  ];
}

const angeles = (at: string) => `;TZID=America/Los_Angeles:${at}`;
const berlin = (at: string) => `;TZID=Europe/Berlin:${at}`;

const weekly = [
  `DTSTART${angeles(`${day(3)}T183000`)}`,
  `DTEND${angeles(`${day(3)}T200000`)}`,
  "RRULE:FREQ=WEEKLY;COUNT=5",
  `EXDATE${angeles(`${day(10)}T183000`)}`,
];

/** All that calendars do with time, by what it tries. */
const events: Readonly<Record<string, readonly string[]>> = {
  "one evening": [`DTSTART${angeles(`${day(5)}T190000`)}`, `DTEND${angeles(`${day(5)}T210000`)}`],
  "elsewhere, by its own clock": [`DTSTART${berlin(`${day(6)}T093000`)}`, "DURATION:PT2H15M"],
  "in UTC": [`DTSTART:${day(7)}T233000Z`, `DTEND:${day(8)}T013000Z`],
  "without an end": [`DTSTART${angeles(`${day(8)}T120000`)}`],
  "afloat: eight in the morning everywhere": [`DTSTART:${day(9)}T080000`, `DTEND:${day(9)}T100000`],
  "a day": [`DTSTART;VALUE=DATE:${day(11)}`],
  "three days": [`DTSTART;VALUE=DATE:${day(12)}`, `DTEND;VALUE=DATE:${day(15)}`],
  "over a night": [`DTSTART${angeles(`${day(16)}T220000`)}`, `DTEND${angeles(`${day(18)}T020000`)}`],
  "over Europe's change of clocks": [
    `DTSTART${berlin(`${day(24)}T200000`)}`,
    `DTEND${berlin(`${day(32)}T100000`)}`,
  ],
  "every day, over America's change": [
    `DTSTART${angeles(`${day(4)}T070000`)}`,
    `DTEND${angeles(`${day(4)}T073000`)}`,
    `RRULE:FREQ=DAILY;UNTIL=${day(16)}T150000Z`,
  ],
  "every day, over Europe's change": [
    `DTSTART${berlin(`${day(22)}T211500`)}`,
    "DURATION:PT45M",
    "RRULE:FREQ=DAILY;COUNT=12",
  ],
  "days of the week": [
    `DTSTART;VALUE=DATE:${day(2)}`,
    `RRULE:FREQ=WEEKLY;UNTIL=${day(23)}`,
    `EXDATE;VALUE=DATE:${day(9)}`,
  ],
  "on dates of its own": [
    `DTSTART${angeles(`${day(13)}T130000`)}`,
    "DURATION:PT1H",
    `RDATE${angeles(`${day(15)}T150000,${day(20)}T160000`)}`,
  ],
  "by Outlook's clock": [
    `DTSTART;TZID=Pacific Standard Time:${day(19)}T101500`,
    `DTEND;TZID=Pacific Standard Time:${day(19)}T111500`,
  ],
  "in a long breath: “Grüße, Žižkov”; 🎶🎶, and so on until the line has to be folded twice; or thrice": [
    `DTSTART${angeles(`${day(21)}T100000`)}`,
    "DURATION:PT1H",
  ],
};

/** What is different on a later day, by title. */
export interface Changes {
  readonly without?: string;
  /** An hour later. */
  readonly moved?: string;
  readonly cancelled?: string;
}

/** What the library shows of them: every kind of time, a recurring evening with a change in it, one cancelled. */
export function library(changes: Changes = {}): string {
  const own = Object.entries(events)
    .filter(([title]) => title !== changes.without)
    .flatMap(([title, lines]) =>
      event(
        title,
        ...(title === changes.moved ? lines.map(later) : lines),
        ...(title === changes.cancelled ? ["STATUS:CANCELLED"] : []),
      ),
    );
  return vcalendar(
    ...own,
    ...event("weekly", ...weekly),
    ...event(
      "weekly",
      `RECURRENCE-ID${angeles(`${day(17)}T183000`)}`,
      `DTSTART${angeles(`${day(18)}T200000`)}`,
      `DTEND${angeles(`${day(18)}T220000`)}`,
      "COMMENT:A day and an hour and a half later",
    ),
    ...event("called off", `DTSTART${angeles(`${day(22)}T190000`)}`, "DURATION:PT2H", "STATUS:CANCELLED"),
  );
}

/** What the pier shows: times that float, in a feed that says of which zone they are. */
export function pier(): string {
  return vcalendar(
    "X-WR-TIMEZONE:Europe/London",
    ...event("by the pier's clock", `DTSTART:${day(23)}T110000`, `DTEND:${day(23)}T130000`),
  );
}

/** The same an hour later. */
function later(line: string): string {
  return line.replace(
    /T(\d\d)(?=\d{4}$)/,
    (_, hour: string) => `T${String(Number(hour) + 1).padStart(2, "0")}`,
  );
}
