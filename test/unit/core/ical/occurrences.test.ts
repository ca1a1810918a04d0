import { describe, expect, it } from "vitest";
import { expand } from "../../../../src/core/ical/occurrences.ts";
import { vcalendar, vevent, vtimezone } from "../../../support/calendar-text.ts";

const YEAR = { from: Date.UTC(2026, 0), to: Date.UTC(2027, 0), timezone: "America/Los_Angeles" };

const expandEvent = (...lines: string[]) => expand(vcalendar(...vevent("a@example.com", ...lines)), YEAR);
const expandEvents = (...events: string[][]) =>
  expand(vcalendar(...events.flatMap((lines) => vevent("a@example.com", ...lines))), YEAR);
const startsOf = (...lines: string[]) => expandEvent(...lines).occurrences.map((each) => each.localStart);
const utc = (ms: number) => new Date(ms).toISOString().replace(":00.000", "");
const spansOf = (...lines: string[]) =>
  expandEvent(...lines).occurrences.map(({ start, end }) => `${utc(start)} ${utc(end)}`);

const BERLIN = "DTSTART;TZID=Europe/Berlin:";
const NEW_YORK = "DTSTART;TZID=America/New_York:";

describe("an event that happens once", () => {
  it("is given with its instants, its wall clock and its zone", () => {
    const { occurrences, openEnded, problem } = expandEvent(
      `${BERLIN}20260316T190000`,
      "DTEND;TZID=Europe/Berlin:20260316T210000",
    );
    expect(occurrences).toEqual([
      {
        start: Date.UTC(2026, 2, 16, 18),
        end: Date.UTC(2026, 2, 16, 20),
        localStart: "2026-03-16T19:00:00",
        localEnd: "2026-03-16T21:00:00",
        zone: "Europe/Berlin",
        allDay: false,
        title: null,
        location: null,
        cancelled: false,
      },
    ]);
    expect({ openEnded, problem }).toEqual({ openEnded: false, problem: null });
  });

  it.each([
    ["a UTC time", ["DTSTART:20260316T190000Z", "DURATION:PT1H"], "2026-03-16T19:00Z 2026-03-16T20:00Z"],
    [
      "a floating time, in the node's zone",
      ["DTSTART:20260316T190000"],
      "2026-03-17T02:00Z 2026-03-17T02:00Z",
    ],
    ["a date, in the node's zone", ["DTSTART;VALUE=DATE:20260316"], "2026-03-16T07:00Z 2026-03-17T07:00Z"],
    [
      "a date of the day on which clocks change",
      ["DTSTART;VALUE=DATE:20260308"],
      "2026-03-08T08:00Z 2026-03-09T07:00Z",
    ],
    [
      "an end in another zone",
      [`${NEW_YORK}20260701T180000`, "DTEND;TZID=Europe/Berlin:20260702T070000"],
      "2026-07-01T22:00Z 2026-07-02T05:00Z",
    ],
    [
      "an end without a zone, in that of the start",
      [`${BERLIN}20260701T180000`, "DTEND:20260701T200000"],
      "2026-07-01T16:00Z 2026-07-01T18:00Z",
    ],
    [
      "an unknown zone, as floating",
      ["DTSTART;TZID=Nowhere/Middle:20260316T190000"],
      "2026-03-17T02:00Z 2026-03-17T02:00Z",
    ],
  ])("may have %s", (_, lines, span) => {
    expect(spansOf(...lines)).toEqual([span]);
  });

  it("is read by the definition of a zone that no list has", () => {
    const text = vcalendar(
      ...vtimezone("Lunar", "+0130"),
      ...vevent("a@example.com", "DTSTART;TZID=Lunar:20260316T190000"),
    );
    expect(expand(text, YEAR).occurrences[0]).toMatchObject({
      start: Date.UTC(2026, 2, 16, 17, 30),
      zone: "+01:30",
    });
  });

  it.each([
    ["touches the window's start from before", "20251231T230000Z", "20260101T000000Z", 0],
    ["reaches into the window", "20251231T230000Z", "20260101T000001Z", 1],
    ["begins at the window's end", "20270101T000000Z", "20270101T010000Z", 0],
    ["begins just before the window's end", "20261231T235959Z", "20270101T010000Z", 1],
    ["takes no time at the window's start", "20260101T000000Z", "20260101T000000Z", 1],
  ])("counts or not where it %s", (_, start, end, count) => {
    expect(expandEvent(`DTSTART:${start}`, `DTEND:${end}`).occurrences).toHaveLength(count);
  });

  it("is looked for again where it lies after the window", () => {
    expect(expandEvent("DTSTART:20280101T000000Z").openEnded).toBe(true);
    expect(expandEvent("DTSTART:20260101T000000Z", "RDATE:20280101T000000Z").openEnded).toBe(true);
  });

  it("is nowhere without a usable start", () => {
    const text = vcalendar("BEGIN:VEVENT", "UID:a@example.com", "DTSTART:20260230T100000Z", "END:VEVENT");
    expect(expand(text, YEAR)).toEqual({ occurrences: [], openEnded: false, problem: "no-start" });
  });
});

describe("daylight saving", () => {
  it("keeps the wall clock of a rule over both changes", () => {
    expect(spansOf(`${NEW_YORK}20260307T190000`, "DURATION:PT2H", "RRULE:FREQ=DAILY;COUNT=2")).toEqual([
      "2026-03-08T00:00Z 2026-03-08T02:00Z",
      "2026-03-08T23:00Z 2026-03-09T01:00Z",
    ]);
    expect(startsOf(`${BERLIN}20261024T120000`, "RRULE:FREQ=DAILY;COUNT=2")).toEqual([
      "2026-10-24T12:00:00",
      "2026-10-25T12:00:00",
    ]);
  });

  it("reads a time in the gap with the offset from before it", () => {
    const { occurrences } = expandEvent(`${NEW_YORK}20260308T023000`, "DURATION:PT1H");
    expect(occurrences[0]).toMatchObject({
      start: Date.UTC(2026, 2, 8, 7, 30),
      localStart: "2026-03-08T03:30:00",
    });
  });

  it("does so for the one instance of a rule that falls into the gap, and counts it", () => {
    expect(startsOf(`${NEW_YORK}20260307T023000`, "RRULE:FREQ=DAILY;COUNT=3")).toEqual([
      "2026-03-07T02:30:00",
      "2026-03-08T03:30:00",
      "2026-03-09T02:30:00",
    ]);
  });

  it("takes the first of a time that occurs twice", () => {
    expect(spansOf(`${NEW_YORK}20261101T013000`, "DURATION:PT1H")).toEqual([
      "2026-11-01T05:30Z 2026-11-01T06:30Z",
    ]);
  });

  it("gives hours that fall together in the gap once", () => {
    expect(spansOf(`${NEW_YORK}20260308T010000`, "RRULE:FREQ=HOURLY;COUNT=4")).toEqual([
      "2026-03-08T06:00Z 2026-03-08T06:00Z",
      "2026-03-08T07:00Z 2026-03-08T07:00Z",
      "2026-03-08T08:00Z 2026-03-08T08:00Z",
    ]);
  });

  it.each([
    ["days, which keep the time of day", "DURATION:P1D", "2026-03-08T23:00Z"],
    ["hours, which are exact", "DURATION:PT24H", "2026-03-09T00:00Z"],
    ["days and then hours", "DURATION:P1DT2H", "2026-03-09T01:00Z"],
  ])("is counted in durations of %s", (_, duration, end) => {
    const weekly = spansOf(`${NEW_YORK}20260228T190000`, duration, "RRULE:FREQ=WEEKLY;COUNT=2");
    expect(weekly[1]).toBe(`2026-03-08T00:00Z ${end}`);
    expect(spansOf(`${NEW_YORK}20260307T190000`, duration)).toEqual([weekly[1]]);
  });

  it("ends an event over the night of the change where its DTEND says", () => {
    expect(spansOf(`${NEW_YORK}20260307T220000`, "DTEND;TZID=America/New_York:20260308T060000")).toEqual([
      "2026-03-08T03:00Z 2026-03-08T10:00Z",
    ]);
  });

  it("ends an event where its DTEND says, though a day after its start is in the gap", () => {
    expect(spansOf(`${NEW_YORK}20260307T023000`, "DTEND;TZID=America/New_York:20260308T031500")).toEqual([
      "2026-03-07T07:30Z 2026-03-08T07:15Z",
    ]);
  });

  it("skips a day that a zone never had", () => {
    const text = vcalendar(...vevent("a@example.com", "DTSTART;TZID=Pacific/Apia:20111230T120000"));
    const window = { from: Date.UTC(2011, 0), to: Date.UTC(2012, 0), timezone: "UTC" };
    expect(expand(text, window).occurrences[0]?.localStart).toBe("2011-12-31T12:00:00");
  });
});

describe("the end of a rule", () => {
  it.each([
    ["a UTC moment, inclusive", `${NEW_YORK}20260105T190000`, "20260108T000000Z", 3],
    ["a UTC moment, just missed", `${NEW_YORK}20260105T190000`, "20260107T235959Z", 2],
    ["a local moment in the zone of the start", `${NEW_YORK}20260105T190000`, "20260107T190000", 3],
    ["a date, whose whole day counts", `${NEW_YORK}20260105T190000`, "20260107", 3],
    ["a floating moment for a floating start", "DTSTART:20260105T190000", "20260107T190000", 3],
    [
      "a UTC moment for a floating start, in the node's zone",
      "DTSTART:20260105T190000",
      "20260108T030000Z",
      3,
    ],
    ["a date for dates", "DTSTART;VALUE=DATE:20260105", "20260107", 3],
    ["a UTC moment for dates: its date as written", "DTSTART;VALUE=DATE:20260105", "20260107T075959Z", 3],
    ["before the start", "DTSTART:20260105T190000", "20250101", 1],
  ])("may be %s", (_, start, until, count) => {
    expect(startsOf(start, `RRULE:FREQ=DAILY;UNTIL=${until}`)).toHaveLength(count);
  });

  it("is told where it lies after the window", () => {
    expect(expandEvent("DTSTART:20260105T190000Z", "RRULE:FREQ=MONTHLY").openEnded).toBe(true);
    expect(expandEvent("DTSTART:20260105T190000Z", "RRULE:FREQ=MONTHLY;COUNT=12").openEnded).toBe(false);
    expect(expandEvent("DTSTART:20260105T190000Z", "RRULE:FREQ=MONTHLY;COUNT=13").openEnded).toBe(true);
  });

  it("leaves in what began before the window and lasts into it", () => {
    const starts = startsOf("DTSTART:20251208T100000Z", "DURATION:P5D", "RRULE:FREQ=WEEKLY;UNTIL=20260106");
    expect(starts).toEqual(["2025-12-29T10:00:00", "2026-01-05T10:00:00"]);
  });

  it("stays where COUNT puts it however late one looks", () => {
    const text = vcalendar(
      ...vevent("a@example.com", "DTSTART:20200101T100000Z", "RRULE:FREQ=DAILY;COUNT=2193"),
    );
    expect(expand(text, YEAR).occurrences.map((each) => each.localStart)).toEqual(["2026-01-01T10:00:00"]);
  });
});

describe("EXDATE", () => {
  const weekly = [`${BERLIN}20260105T190000`, "RRULE:FREQ=WEEKLY;COUNT=3"];
  const without = ["2026-01-05T19:00:00", "2026-01-19T19:00:00"];

  it.each([
    ["in the same zone", "EXDATE;TZID=Europe/Berlin:20260112T190000"],
    ["in another zone", "EXDATE;TZID=America/New_York:20260112T130000"],
    ["in UTC", "EXDATE:20260112T180000Z"],
    ["without a zone", "EXDATE:20260112T190000"],
    ["as a date", "EXDATE;VALUE=DATE:20260112"],
    ["as a date that does not say so", "EXDATE:20260112"],
    ["in a list", "EXDATE;TZID=Europe/Berlin:20250101T190000,20260112T190000"],
    ["with a time that does not fit, beside one that does", "EXDATE:20260105T000000Z,20260112T180000Z,bogus"],
  ])("takes an instance out %s", (_, exdate) => {
    expect(startsOf(...weekly, exdate)).toEqual(without);
  });

  it("takes dates out of dates, however they are written", () => {
    const dates = ["DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=DAILY;COUNT=4"];
    const exdates = ["EXDATE;VALUE=DATE:20260106", "EXDATE:20260107T000000Z"];
    expect(startsOf(...dates, ...exdates)).toEqual(["2026-01-05", "2026-01-08"]);
  });

  it("takes out DTSTART itself", () => {
    const fridays = ["DTSTART:20260902T090000Z", "RRULE:FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"];
    expect(startsOf(...fridays)).toEqual(["2026-09-02T09:00:00", "2026-11-13T09:00:00"]);
    expect(startsOf(...fridays, "EXDATE:20260902T090000Z")).toEqual(["2026-11-13T09:00:00"]);
  });
});

describe("RDATE and several rules", () => {
  it("add to each other, each instance once", () => {
    const starts = startsOf(
      "DTSTART:20260105T100000Z",
      "RRULE:FREQ=WEEKLY;COUNT=2",
      "RRULE:FREQ=DAILY;COUNT=2",
      "RDATE:20260107T100000Z,20260112T100000Z",
    );
    expect(starts.map((each) => each.slice(0, 10))).toEqual([
      "2026-01-05",
      "2026-01-06",
      "2026-01-07",
      "2026-01-12",
    ]);
  });

  it("may give a period with an end or a duration of its own", () => {
    const rdate = "RDATE;VALUE=PERIOD:20260106T100000Z/20260106T130000Z,20260107T100000Z/PT30M";
    expect(spansOf("DTSTART:20260105T100000Z", "DURATION:PT1H", rdate)).toEqual([
      "2026-01-05T10:00Z 2026-01-05T11:00Z",
      "2026-01-06T10:00Z 2026-01-06T13:00Z",
      "2026-01-07T10:00Z 2026-01-07T10:30Z",
    ]);
  });

  it("may give periods to dates, of which only the date counts", () => {
    const rdate = "RDATE;VALUE=PERIOD:20260107T100000Z/PT30M";
    expect(expandEvent("DTSTART;VALUE=DATE:20260105", rdate).occurrences[1]).toMatchObject({
      localStart: "2026-01-07",
      localEnd: "2026-01-08",
    });
  });

  it("may give a date, which means the time of the start on that day", () => {
    expect(startsOf(`${BERLIN}20260105T190000`, "RDATE;VALUE=DATE:20260701")).toEqual([
      "2026-01-05T19:00:00",
      "2026-07-01T19:00:00",
    ]);
  });

  it("may be in another zone", () => {
    expect(startsOf(`${BERLIN}20260105T190000`, "RDATE;TZID=America/New_York:20260310T190000")).toEqual([
      "2026-01-05T19:00:00",
      "2026-03-11T00:00:00",
    ]);
  });
});

describe("overrides", () => {
  const master = [
    "DTSTART:20260105T100000Z",
    "DURATION:PT1H",
    "RRULE:FREQ=WEEKLY;COUNT=3",
    "SUMMARY:Choir",
    "LOCATION:Hall",
  ];

  it("stand for their instance, and say only what they change", () => {
    const moved = [
      "RECURRENCE-ID:20260112T100000Z",
      "DTSTART:20260113T120000Z",
      "DTEND:20260113T140000Z",
      "SUMMARY:Choir\\, late",
      "LOCATION:Hall",
    ];
    const { occurrences } = expandEvents(master, moved);
    expect(
      occurrences.map(({ localStart, localEnd, title, location }) => [localStart, localEnd, title, location]),
    ).toEqual([
      ["2026-01-05T10:00:00", "2026-01-05T11:00:00", null, null],
      ["2026-01-13T12:00:00", "2026-01-13T14:00:00", "Choir, late", null],
      ["2026-01-19T10:00:00", "2026-01-19T11:00:00", null, null],
    ]);
  });

  it.each([
    ["the master's zone", "RECURRENCE-ID;TZID=Europe/Berlin:20260112T110000"],
    ["a date", "RECURRENCE-ID;VALUE=DATE:20260112"],
  ])("may name their instance by %s", (_, line) => {
    expect(expandEvents(master, [line, "DTSTART:20260113T120000Z"]).occurrences).toHaveLength(3);
  });

  it("that are cancelled stay, and say so", () => {
    const cancelled = ["RECURRENCE-ID:20260112T100000Z", "DTSTART:20260112T100000Z", "STATUS:CANCELLED"];
    expect(expandEvents(master, cancelled).occurrences.map((each) => each.cancelled)).toEqual([
      false,
      true,
      false,
    ]);
  });

  it("take the cancellation of a cancelled master, unless they say otherwise", () => {
    const plain = ["RECURRENCE-ID:20260112T100000Z", "DTSTART:20260112T100000Z"];
    const confirmed = ["RECURRENCE-ID:20260119T100000Z", "DTSTART:20260119T100000Z", "STATUS:CONFIRMED"];
    const { occurrences } = expandEvents([...master, "STATUS:CANCELLED"], plain, confirmed);
    expect(occurrences.map((each) => each.cancelled)).toEqual([true, true, false]);
  });

  it("that say nothing of their end last as long as the master", () => {
    const { occurrences } = expandEvents(master, [
      "RECURRENCE-ID:20260112T100000Z",
      "DTSTART:20260112T150000Z",
    ]);
    expect(occurrences[1]?.localEnd).toBe("2026-01-12T16:00:00");
  });

  it("move instances into the window and out of it", () => {
    const out = ["RECURRENCE-ID:20260112T100000Z", "DTSTART:20270112T100000Z"];
    expect(expandEvents(master, out)).toMatchObject({ occurrences: { length: 2 }, openEnded: true });
    const late = ["DTSTART:20270105T100000Z", "RRULE:FREQ=WEEKLY;COUNT=3"];
    const into = ["RECURRENCE-ID:20270112T100000Z", "DTSTART:20261231T100000Z"];
    expect(expandEvents(late, into).occurrences.map((each) => each.localStart)).toEqual([
      "2026-12-31T10:00:00",
    ]);
  });

  it("stand alone without a master", () => {
    const first = ["RECURRENCE-ID:20260112T100000Z", "DTSTART:20260112T100000Z", "SUMMARY:Choir"];
    const second = ["RECURRENCE-ID:20260119T100000Z", "DTSTART:20260119T100000Z", "SUMMARY:Choir, outside"];
    const { occurrences } = expandEvents(first, second);
    expect(occurrences.map(({ localStart, title }) => [localStart, title])).toEqual([
      ["2026-01-12T10:00:00", null],
      ["2026-01-19T10:00:00", "Choir, outside"],
    ]);
  });

  it("are not lost where they name no instance", () => {
    const lost = ["RECURRENCE-ID:soon", "DTSTART:20260201T100000Z"];
    expect(expandEvents(master, lost).occurrences).toHaveLength(4);
  });

  it("for all that came before are taken for one, which is told", () => {
    const prior = ["RECURRENCE-ID;RANGE=THISANDPRIOR:20260112T100000Z", "DTSTART:20260112T120000Z"];
    expect(expandEvents(master, prior)).toMatchObject({
      occurrences: { length: 3 },
      problem: "unsupported-rule",
    });
  });
});

describe("what cannot be followed", () => {
  it.each([
    ["another calendar", "RRULE:RSCALE=CHINESE;FREQ=YEARLY"],
    ["a skip that moves dates", "RRULE:RSCALE=GREGORIAN;SKIP=FORWARD;FREQ=MONTHLY"],
    ["no frequency", "RRULE:COUNT=3"],
    ["an interval of nothing", "RRULE:FREQ=DAILY;INTERVAL=0"],
    ["a number that is none", "RRULE:FREQ=DAILY;COUNT=many"],
    ["a month beyond the year", "RRULE:FREQ=YEARLY;BYMONTH=13"],
    ["a weekday that is none", "RRULE:FREQ=WEEKLY;BYDAY=XX"],
    ["an end that is none", "RRULE:FREQ=DAILY;UNTIL=someday"],
    ["vCalendar's grammar", "RRULE:D1 #5"],
    ["an exception rule", "EXRULE:FREQ=DAILY;COUNT=3"],
  ])("leaves the start and says so: %s", (_, line) => {
    const expansion = expandEvent("DTSTART:20260105T100000Z", line);
    expect(expansion).toMatchObject({ occurrences: { length: 1 }, problem: "unsupported-rule" });
  });

  it("is not a rule without any content", () => {
    expect(expandEvent("DTSTART:20260105T100000Z", "RRULE:").problem).toBeNull();
  });

  it("is a rule of hours for dates", () => {
    expect(expandEvent("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=HOURLY").problem).toBe("unsupported-rule");
  });
});
