import { describe, expect, it } from "vitest";
import { composeEvent, type EventDraft } from "../../../../src/core/ical/compose.ts";
import { readObject, wireText } from "../../../../src/core/ical/object.ts";

const draft: EventDraft = {
  uid: "a@node.example",
  title: "Songs, tea; and\\more",
  start: "2026-03-16T19:00",
  end: "2026-03-16T21:30:00",
  zone: "Europe/Vienna",
  allDay: false,
  location: "Pier\r\nEast",
  description: null,
  url: "https://node.example/a b",
  tags: ["music", " in, and out ", ""],
  dtstamp: Date.UTC(2026, 2, 1, 8),
  reviseUrl: "https://node.example/discal/revise",
};

const linesOf = (given: Partial<EventDraft>) => composeEvent({ ...draft, ...given }).text.split("\r\n");

describe("an event that a person enters", () => {
  it("is an object of hop 0 and revision 0, every text escaped", () => {
    const version = composeEvent(draft);
    expect(version.text.split("\r\n").slice(3, -2)).toEqual([
      "BEGIN:VEVENT",
      "UID:a@node.example",
      "DTSTAMP:20260301T080000Z",
      "DTSTART;TZID=Europe/Vienna:20260316T190000",
      "DTEND;TZID=Europe/Vienna:20260316T213000",
      "SUMMARY:Songs\\, tea\\; and\\\\more",
      "LOCATION:Pier\\nEast",
      "URL:https://node.example/a%20b",
      "CATEGORIES:music,in\\, and out",
      "X-REVISION:0",
      "X-REVISE-URL:https://node.example/discal/revise",
      "X-DISCAL-BY:person",
      "END:VEVENT",
    ]);
    expect(version).toMatchObject({
      uid: draft.uid,
      hop: 0,
      revision: 0,
      by: "person",
      class: "open",
      signature: null,
    });
    expect(readObject(wireText(version))).toEqual({ version });
  });

  it.each([
    [
      { allDay: true, start: "2026-03-16", end: "2026-03-18", zone: null },
      ["DTSTART;VALUE=DATE:20260316", "DTEND;VALUE=DATE:20260318"],
    ],
    [{ zone: null }, ["DTSTART:20260316T190000", "DTEND:20260316T213000"]],
    [{ zone: "UTC" }, ["DTSTART:20260316T190000Z", "DTEND:20260316T213000Z"]],
    [{ end: null }, ["DTSTART;TZID=Europe/Vienna:20260316T190000"]],
    [{ end: draft.start }, ["DTSTART;TZID=Europe/Vienna:20260316T190000"]],
  ])("writes the times of %j", (given, times) => {
    expect(linesOf(given).filter((line) => /^DT(START|END)/.test(line))).toEqual(times);
  });

  it.each([
    ["title", { title: "  " }],
    ["title", { title: "a\0b" }],
    ["description", { description: "a\x0bb" }],
    ["start", { start: "tomorrow" }],
    ["start", { start: "2026-02-30T19:00" }],
    ["start", { start: "2026-03-16" }],
    ["start", { allDay: true }],
    ["end", { end: "2026-03-16T18:00" }],
    ["end", { allDay: true, start: "2026-03-16", end: "2026-03-16" }],
    ["zone", { zone: "Nowhere/Middle" }],
    ["zone", { zone: "Europe/Vienna:20260316T190000\r\nX-A" }],
    ["url", { url: "javascript:alert(1)" }],
    ["url", { url: "pier" }],
    ["uid", { uid: "" }],
    ["reviseUrl", { reviseUrl: "node" }],
  ])("names the field %s in what is wrong with %j", (field, given) => {
    expect(() => composeEvent({ ...draft, ...given })).toThrow(
      expect.objectContaining({ problem: "invalid", details: { field } }),
    );
  });

  it("is no longer than an object may be", () => {
    expect(() => composeEvent({ ...draft, description: "x".repeat(70_000) })).toThrow(
      expect.objectContaining({ problem: "too-large" }),
    );
  });
});
