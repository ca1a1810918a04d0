import { describe, expect, it } from "vitest";
import { adoptObject } from "../../../../src/core/ical/adopt.ts";
import { DISCAL, vcalendar, vevent, vtimezone } from "../../../support/calendar-text.ts";

const identity = { uid: "fresh@node.example", reviseUrl: "https://node.example/discal/revise" };

describe("a calendar that an author of this node enters", () => {
  it("gets a fresh UID, hop 0, revision 0 and the node's revise URL in every event, and is mended", () => {
    const text = [
      "BEGIN:VCALENDAR",
      ...vtimezone("Unused"),
      "BEGIN:VEVENT",
      "UID:",
      "DTSTART:20260316T190000Z",
      "DESCRIPTION:one",
      "two",
      "END:VEVENT",
      "BEGIN:VEVENT",
      "RECURRENCE-ID:20260317T190000Z",
      "X-HOP:",
      "END:VEVENT",
      "END:VCALENDAR",
    ].join("\n");
    const read = adoptObject(text, identity);
    expect(read).toMatchObject({
      version: { ...identity, hop: 0, revision: 0, by: "person", class: "open" },
    });
    const lines = "version" in read ? read.version.text.split("\r\n") : [];
    expect(lines).toContain("DESCRIPTION:one\\ntwo");
    expect(lines.filter((line) => line === `UID:${identity.uid}`)).toHaveLength(2);
    expect(lines.filter((line) => /^(UID:$|X-HOP|TZID)/.test(line))).toEqual([]);
  });

  it.each([
    ["DTSTART;TZID=Europe/Vienna:20260316T190000", "20260413T190000", "20260413T170000Z"],
    ["DTSTART;TZID=Europe/Vienna:20260316T190000", "20260413", "20260413T215959Z"],
    ["DTSTART;TZID=Nowhere:20260316T190000", "20260413T190000", "20260413T173000Z"],
    ["DTSTART:20260316T190000Z", "20260413T190000", "20260413T190000Z"],
    ["DTSTART;VALUE=DATE:20260316", "20260413T170000Z", "20260413"],
    ["DTSTART:20260316T190000", "20260413T190000", "20260413T190000"],
    ["DTSTART;TZID=Europe/Vienna:20260316T190000", "20260413T170000Z", "20260413T170000Z"],
  ])("says UNTIL as RFC 5545, section 3.3.10, has it: after %s, %s is %s", (start, written, proper) => {
    const rule = `RRULE:FREQ=WEEKLY;UNTIL=${written};BYDAY=MO`;
    const event = ["BEGIN:VEVENT", "DTSTAMP:20260301T080000Z", start, rule, "END:VEVENT"];
    const read = adoptObject(vcalendar(...vtimezone("Nowhere"), ...event), identity);
    if (!("version" in read)) throw new Error(read.reason);
    expect(read.version.text).toContain(`RRULE:FREQ=WEEKLY;UNTIL=${proper};BYDAY=MO\r\n`);
  });

  it("is refused for the reasons for which any object is", () => {
    expect(adoptObject(vcalendar(...vevent("", "CLASS:PRIVATE")), identity)).toMatchObject({
      rule: "private",
    });
    expect(adoptObject(vcalendar(...vevent("", ...DISCAL), ...vevent("")), identity)).toMatchObject({
      rule: "duplicate",
    });
    expect(adoptObject("hello", identity)).toMatchObject({ rule: "not-an-event" });
  });
});
