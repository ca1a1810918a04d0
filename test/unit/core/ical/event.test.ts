import { describe as group, expect, it } from "vitest";
import { describe } from "../../../../src/core/ical/event.ts";
import { vcalendar, vevent } from "../../../support/calendar-text.ts";

const describeEvent = (...lines: string[]) => describe(vcalendar(...vevent("a@example.com", ...lines)));
const describeEvents = (...events: string[][]) =>
  describe(vcalendar(...events.flatMap((lines) => vevent("a@example.com", ...lines))));

it("says what a reader wants to know, decoded", () => {
  const lines = [
    "DTSTART;TZID=Europe/Berlin:20260316T190000",
    "DTEND;TZID=Europe/Berlin:20260316T210000",
    "SUMMARY:Choir\\, open rehearsal",
    "DESCRIPTION:Bring:\\n- water\\n- a friend\\; or two",
    "LOCATION:Hall 1\\, Old Town",
    "GEO:52.5;13.4",
    "URL:https://choir.example/open",
    "IMAGE;VALUE=URI;DISPLAY=BADGE:https://choir.example/choir.png",
    "CATEGORIES:Music,Open\\, free",
    "CATEGORIES:Music, Singing",
    "ORGANIZER;CN=\"Choir of ^'Old^' Town\":mailto:choir@example.com",
    "STATUS:TENTATIVE",
    "BEGIN:VALARM",
    "DESCRIPTION:Reminder",
    "END:VALARM",
  ];
  expect(describeEvent(...lines)).toEqual({
    uid: "a@example.com",
    title: "Choir, open rehearsal",
    description: "Bring:\n- water\n- a friend; or two",
    location: "Hall 1, Old Town",
    geo: { latitude: 52.5, longitude: 13.4 },
    url: "https://choir.example/open",
    image: "https://choir.example/choir.png",
    categories: ["Music", "Open, free", "Singing"],
    organizer: 'Choir of "Old" Town',
    start: { local: "2026-03-16T19:00:00", zone: "Europe/Berlin" },
    end: { local: "2026-03-16T21:00:00", zone: "Europe/Berlin" },
    allDay: false,
    recurring: false,
    cancelled: false,
    tentative: true,
    zoneGuessed: false,
  });
});

group("start and end", () => {
  it.each([
    [
      "a time with an end",
      ["DTSTART:20260316T190000Z", "DTEND:20260316T210000Z"],
      "2026-03-16T19:00:00",
      "2026-03-16T21:00:00",
      "UTC",
    ],
    [
      "a time with a duration",
      ["DTSTART:20260316T190000", "DURATION:P1DT2H"],
      "2026-03-16T19:00:00",
      "2026-03-17T21:00:00",
      null,
    ],
    [
      "a time with neither takes none",
      ["DTSTART:20260316T190000"],
      "2026-03-16T19:00:00",
      "2026-03-16T19:00:00",
      null,
    ],
    [
      "a time that ends before it starts takes none",
      ["DTSTART:20260316T190000", "DTEND:20260316T180000"],
      "2026-03-16T19:00:00",
      "2026-03-16T19:00:00",
      null,
    ],
    [
      "a time whose end is a date ends at its midnight",
      ["DTSTART:20260316T190000", "DTEND;VALUE=DATE:20260317"],
      "2026-03-16T19:00:00",
      "2026-03-17T00:00:00",
      null,
    ],
    ["a time without seconds", ["DTSTART:20260316T1900"], "2026-03-16T19:00:00", "2026-03-16T19:00:00", null],
    [
      "a time as ISO 8601 writes it",
      ["DTSTART:2026-03-16T19:00:00Z"],
      "2026-03-16T19:00:00",
      "2026-03-16T19:00:00",
      "UTC",
    ],
    [
      "a Z wins over a TZID",
      ["DTSTART;TZID=Europe/Berlin:20260316T190000Z"],
      "2026-03-16T19:00:00",
      "2026-03-16T19:00:00",
      "UTC",
    ],
    ["a date takes its day", ["DTSTART;VALUE=DATE:20260316"], "2026-03-16", "2026-03-17", null],
    ["a date that does not say so", ["DTSTART:20260316"], "2026-03-16", "2026-03-17", null],
    [
      "a date with a TZID has none",
      ["DTSTART;VALUE=DATE;TZID=Europe/Berlin:20260316"],
      "2026-03-16",
      "2026-03-17",
      null,
    ],
    ["a date with a time of day", ["DTSTART;VALUE=DATE:20260316T000000Z"], "2026-03-16", "2026-03-17", null],
    [
      "dates end before their DTEND",
      ["DTSTART;VALUE=DATE:20260316", "DTEND;VALUE=DATE:20260319"],
      "2026-03-16",
      "2026-03-19",
      null,
    ],
    [
      "a date that ends on itself takes its day",
      ["DTSTART;VALUE=DATE:20260316", "DTEND;VALUE=DATE:20260316"],
      "2026-03-16",
      "2026-03-17",
      null,
    ],
    [
      "a date that ends before itself takes its day",
      ["DTSTART;VALUE=DATE:20260316", "DTEND;VALUE=DATE:20260301"],
      "2026-03-16",
      "2026-03-17",
      null,
    ],
    [
      "a date that ends at a time takes that day, too",
      ["DTSTART;VALUE=DATE:20260316", "DTEND:20260317T170000"],
      "2026-03-16",
      "2026-03-18",
      null,
    ],
    [
      "a date with a duration of hours takes whole days",
      ["DTSTART;VALUE=DATE:20260316", "DURATION:PT25H"],
      "2026-03-16",
      "2026-03-18",
      null,
    ],
  ])("%s", (_, lines, start, end, zone) => {
    const event = describeEvent(...lines);
    expect(event).toMatchObject({ start: { local: start, zone }, end: { local: end, zone } });
    expect(event.allDay).toBe(start.length === 10);
  });

  it("may be in two zones", () => {
    const event = describeEvent(
      "DTSTART;TZID=America/New_York:20260701T180000",
      "DTEND;TZID=Europe/Berlin:20260702T070000",
    );
    expect(event.end).toEqual({ local: "2026-07-02T07:00:00", zone: "Europe/Berlin" });
  });

  it.each([
    ["DTSTART;TZID=PDT:20260316T190000", "America/Los_Angeles"],
    ["DTSTART;TZID=Nowhere/Middle:20260316T190000", null],
  ])("say that their zone was guessed: %s", (line, zone) => {
    expect(describeEvent(line)).toMatchObject({ start: { zone }, zoneGuessed: true });
  });

  it("are those of the stamp where there is no usable start", () => {
    const text = vcalendar(
      "BEGIN:VEVENT",
      "UID:a@example.com",
      "DTSTAMP:20260301T080000Z",
      "DTSTART:Next Year",
      "END:VEVENT",
    );
    expect(describe(text).start).toEqual({ local: "2026-03-01T08:00:00", zone: "UTC" });
  });
});

group("what is left out", () => {
  it.each([
    ["a link that is none", "URL:javascript:alert(1)", { url: null }],
    ["a link to a mailbox", "URL:mailto:a@example.com", { url: null }],
    ["a picture that is none", "IMAGE;VALUE=BINARY;ENCODING=BASE64:aGVsbG8=", { image: null }],
    [
      "an attachment that is no picture",
      "ATTACH;FMTTYPE=application/pdf:https://a.example/x.png",
      { image: null },
    ],
    ["an organizer without a name", "ORGANIZER:mailto:a@example.com", { organizer: null }],
    [
      "an organizer with an address for a name",
      "ORGANIZER;CN=a@example.com:mailto:a@example.com",
      { organizer: null },
    ],
    ["a place off the globe", "GEO:91;0", { geo: null }],
    ["the place of programs that know none", "GEO:0;0", { geo: null }],
    ["a place that is none", "GEO:here", { geo: null }],
  ])("%s", (_, line, left) => {
    expect(describeEvent(line)).toMatchObject(left);
  });

  it("but not a picture among attachments", () => {
    expect(describeEvent("ATTACH:https://a.example/x.JPG?s=1").image).toBe("https://a.example/x.JPG?s=1");
    expect(describeEvent("ATTACH;FMTTYPE=image/png:https://a.example/x").image).toBe("https://a.example/x");
  });
});

group("an object of several components", () => {
  const override = ["RECURRENCE-ID:20260323T190000Z", "DTSTART:20260324T190000Z", "SUMMARY:Moved"];

  it("is described by its master, wherever that stands", () => {
    expect(describeEvents(override, ["SUMMARY:Choir", "RRULE:FREQ=WEEKLY"])).toMatchObject({
      title: "Choir",
      recurring: true,
    });
  });

  it("is described by its first override where it has no master", () => {
    expect(describeEvents(override)).toMatchObject({
      title: "Moved",
      recurring: true,
      start: { local: "2026-03-24T19:00:00" },
    });
  });

  it("is cancelled by its master, or by all overrides of none", () => {
    const cancelled = [...override, "STATUS:CANCELLED"];
    expect(describeEvents(["RRULE:FREQ=WEEKLY"], cancelled).cancelled).toBe(false);
    expect(describeEvents(["RRULE:FREQ=WEEKLY", "STATUS:CANCELLED"], override).cancelled).toBe(true);
    expect(describeEvents(cancelled, override).cancelled).toBe(false);
    expect(describeEvents(cancelled, cancelled).cancelled).toBe(true);
  });
});

it("describes even nothing", () => {
  expect(describe("")).toMatchObject({
    uid: "",
    title: "",
    cancelled: false,
    start: { local: "1970-01-01" },
  });
});
