import { describe, expect, it } from "vitest";
import { expand } from "../../../../src/core/ical/occurrences.ts";
import { vcalendar, vevent } from "../../../support/calendar-text.ts";

const YEAR = { from: Date.UTC(2026, 0), to: Date.UTC(2027, 0), timezone: "America/Los_Angeles" };
const BERLIN = "TZID=Europe/Berlin";

function expandAll(events: readonly (readonly string[])[], window: Partial<typeof YEAR> = {}) {
  const lines = events.flatMap((event) => vevent("a@example.com", ...event));
  return expand(vcalendar(...lines), { ...YEAR, ...window });
}

const starts = (...events: readonly (readonly string[])[]) =>
  expandAll(events).occurrences.map(({ localStart }) => localStart.slice(5, 16));
const future = (parameters: string, id: string, ...lines: readonly string[]) => [
  `RECURRENCE-ID;RANGE=THISANDFUTURE${parameters === "" ? "" : `;${parameters}`}:${id}`,
  ...lines,
];

/** A range that moves nothing. */
const at = (id: string, ...lines: readonly string[]) =>
  future(BERLIN, id, `DTSTART;${BERLIN}:${id}`, ...lines);

describe("an override for its instance and all later ones (RFC 5545, section 3.2.13)", () => {
  // Mondays around the day on which Berlin's clocks are put forward.
  const weekly = [
    `DTSTART;${BERLIN}:20260316T190000`,
    `DTEND;${BERLIN}:20260316T200000`,
    "RRULE:FREQ=WEEKLY;COUNT=4",
    "SUMMARY:Choir",
    "LOCATION:School",
  ];

  it.each([
    [
      "later, at the same time of day when clocks change",
      [future(BERLIN, "20260323T190000", `DTSTART;${BERLIN}:20260323T203000`)],
      ["03-16T19:00", "03-23T20:30", "03-30T20:30", "04-06T20:30"],
    ],
    [
      "to another weekday",
      [future(BERLIN, "20260323T190000", `DTSTART;${BERLIN}:20260325T190000`)],
      ["03-16T19:00", "03-25T19:00", "04-01T19:00", "04-08T19:00"],
    ],
    [
      "named in UTC",
      [future("", "20260323T180000Z", `DTSTART;${BERLIN}:20260323T180000`)],
      ["03-16T19:00", "03-23T18:00", "03-30T18:00", "04-06T18:00"],
    ],
    [
      "named by a date",
      [future("VALUE=DATE", "20260323", `DTSTART;${BERLIN}:20260323T180000`)],
      ["03-16T19:00", "03-23T18:00", "03-30T18:00", "04-06T18:00"],
    ],
    [
      "from the first one on",
      [future(BERLIN, "20260316T190000", `DTSTART;${BERLIN}:20260316T080000`)],
      ["03-16T08:00", "03-23T08:00", "03-30T08:00", "04-06T08:00"],
    ],
    [
      "until the next such override",
      [
        future(BERLIN, "20260330T190000", `DTSTART;${BERLIN}:20260330T210000`),
        future(BERLIN, "20260323T190000", `DTSTART;${BERLIN}:20260323T200000`),
      ],
      ["03-16T19:00", "03-23T20:00", "03-30T21:00", "04-06T21:00"],
    ],
    [
      "but for those that have an override of their own",
      [
        future(BERLIN, "20260323T190000", `DTSTART;${BERLIN}:20260323T200000`),
        [`RECURRENCE-ID;${BERLIN}:20260330T190000`, `DTSTART;${BERLIN}:20260331T110000`],
      ],
      ["03-16T19:00", "03-23T20:00", "03-31T11:00", "04-06T20:00"],
    ],
    [
      "to whole days",
      [future(BERLIN, "20260323T190000", "DTSTART;VALUE=DATE:20260324")],
      ["03-16T19:00", "03-24", "03-31", "04-07"],
    ],
  ])("moves them %s", (_, overrides, expected) => {
    expect(starts(weekly, ...overrides)).toEqual(expected);
  });

  it("takes out by their first times what EXDATE names", () => {
    const without = [...weekly, `EXDATE;${BERLIN}:20260330T190000`];
    const range = future(BERLIN, "20260323T190000", `DTSTART;${BERLIN}:20260323T200000`);
    expect(starts(without, range)).toEqual(["03-16T19:00", "03-23T20:00", "04-06T20:00"]);
  });

  it("that begins before the first instance moves them all", () => {
    const range = future(BERLIN, "20260309T190000", `DTSTART;${BERLIN}:20260309T200000`);
    expect(starts(weekly, range).slice(1)).toEqual([
      "03-16T20:00",
      "03-23T20:00",
      "03-30T20:00",
      "04-06T20:00",
    ]);
  });

  it("moves instances that RDATE adds, too, and gives all its own duration", () => {
    const more = [...weekly, `RDATE;VALUE=PERIOD;${BERLIN}:20260402T100000/PT5H`];
    const range = future(BERLIN, "20260323T190000", `DTSTART;${BERLIN}:20260323T200000`, "DURATION:PT30M");
    const { occurrences } = expandAll([more, range]);
    expect(
      occurrences.map(({ localStart, localEnd }) => `${localStart.slice(5, 16)} ${localEnd.slice(11, 16)}`),
    ).toEqual([
      "03-16T19:00 20:00",
      "03-23T20:00 20:30",
      "03-30T20:00 20:30",
      "04-02T11:00 11:30",
      "04-06T20:00 20:30",
    ]);
  });

  it("without an end leaves each instance as long as it was", () => {
    const more = [...weekly, `RDATE;VALUE=PERIOD;${BERLIN}:20260402T100000/PT5H`];
    const range = future(BERLIN, "20260323T190000", `DTSTART;${BERLIN}:20260323T200000`);
    const lengths = expandAll([more, range]).occurrences.map(({ start, end }) => (end - start) / 3_600_000);
    expect(lengths).toEqual([1, 1, 1, 5, 1]);
  });

  it("of dates moves dates", () => {
    const days = ["DTSTART;VALUE=DATE:20260316", "RRULE:FREQ=WEEKLY;COUNT=3"];
    const range = future(
      "VALUE=DATE",
      "20260323",
      "DTSTART;VALUE=DATE:20260324",
      "DTEND;VALUE=DATE:20260326",
    );
    const { occurrences } = expandAll([days, range]);
    expect(occurrences.map(({ localStart, localEnd, allDay }) => [localStart, localEnd, allDay])).toEqual([
      ["2026-03-16", "2026-03-17", true],
      ["2026-03-24", "2026-03-26", true],
      ["2026-03-31", "2026-04-02", true],
    ]);
  });

  it("in another zone keeps the time difference to the master, and is told in its own zone", () => {
    const range = future("", "20260323T180000Z", "DTSTART;TZID=America/New_York:20260323T150000");
    const { occurrences } = expandAll([weekly, range]);
    expect(occurrences.slice(1).map(({ localStart, zone }) => [localStart, zone])).toEqual([
      ["2026-03-23T15:00:00", "America/New_York"],
      ["2026-03-30T14:00:00", "America/New_York"],
      ["2026-04-06T14:00:00", "America/New_York"],
    ]);
  });

  it("says title and place of all that follow; an override of one says its own", () => {
    const range = at("20260323T190000", "SUMMARY:Choir\\, outside", "LOCATION:School");
    const single = [
      `RECURRENCE-ID;${BERLIN}:20260406T190000`,
      `DTSTART;${BERLIN}:20260406T190000`,
      "LOCATION:Park",
    ];
    const { occurrences } = expandAll([weekly, range, single]);
    expect(occurrences.map(({ title, location }) => [title, location])).toEqual([
      [null, null],
      ["Choir, outside", null],
      ["Choir, outside", null],
      ["Choir, outside", "Park"],
    ]);
  });

  it("cancels all that follow, until the next says otherwise", () => {
    const off = at("20260323T190000", "STATUS:CANCELLED");
    const on = at("20260406T190000", "STATUS:CONFIRMED");
    const cancelled = (...events: readonly (readonly string[])[]) =>
      expandAll(events).occurrences.map((each) => each.cancelled);
    expect(cancelled(weekly, off)).toEqual([false, true, true, true]);
    expect(cancelled(weekly, off, on)).toEqual([false, true, true, false]);
    expect(cancelled([...weekly, "STATUS:CANCELLED"], on)).toEqual([true, true, true, false]);
  });

  it("moves instances into the window and out of it, and an endless series still goes on", () => {
    const endless = [`DTSTART;${BERLIN}:20260105T190000`, "RRULE:FREQ=WEEKLY"];
    const moved = (id: string, start: string) => [endless, future(BERLIN, id, `DTSTART;${BERLIN}:${start}`)];
    const march = { from: Date.UTC(2026, 2, 2), to: Date.UTC(2026, 2, 9) };
    const later = expandAll(moved("20260112T190000", "20260212T190000"), march);
    expect(later).toMatchObject({ occurrences: [{ localStart: "2026-03-05T19:00:00" }], openEnded: true });
    const earlier = expandAll(moved("20260413T190000", "20260313T190000"), march);
    expect(earlier).toMatchObject({ occurrences: [{ localStart: "2026-03-02T19:00:00" }], openEnded: true });
    const ended = expandAll(
      [
        [`DTSTART;${BERLIN}:20260105T190000`, "RRULE:FREQ=WEEKLY;COUNT=3"],
        moved("20260119T190000", "20260303T190000")[1]!,
      ],
      march,
    );
    expect(ended).toMatchObject({ occurrences: [{ localStart: "2026-03-03T19:00:00" }], openEnded: false });
  });

  it("that moves by centuries is not followed, and stands for its one instance", () => {
    const range = future("", "20260112T100000Z", "DTSTART:90260112T100000Z");
    const weekly = ["DTSTART:20260105T100000Z", "RRULE:FREQ=WEEKLY;COUNT=3"];
    expect(expandAll([weekly, range])).toMatchObject({
      occurrences: { length: 2 },
      problem: "unsupported-rule",
    });
  });

  it("that moves by centuries costs no more steps than a rule may", () => {
    const range = future("", "20260112T100000Z", "DTSTART:90260112T100000Z");
    const hostile = ["DTSTART:20260105T100000Z", "RRULE:FREQ=SECONDLY"];
    expect(expandAll([hostile, range])).toMatchObject({ openEnded: true, problem: "too-many-steps" });
  });
});
