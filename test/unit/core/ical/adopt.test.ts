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
