import { describe, expect, it } from "vitest";
import { readObject, wireText } from "../../../../src/core/ical/object.ts";
import { replaceEvent } from "../../../../src/core/ical/replace.ts";
import { DISCAL, vcalendar, vevent } from "../../../support/calendar-text.ts";

const read = readObject(vcalendar(...vevent("a@x", "SUMMARY:Songs", ...DISCAL)));
if (!("version" in read)) throw new Error(read.reason);
const { version } = read;
const made = { revision: 2, dtstamp: Date.UTC(2026, 2, 2, 8, 9, 10) };
const event = (...lines: readonly string[]) => [
  "BEGIN:VEVENT",
  "DTSTART:20260401T190000Z",
  ...lines,
  "END:VEVENT",
];
const replace = (...lines: readonly string[]) => replaceEvent(version, vcalendar(...lines), made);

describe("the whole calendar that a person gives", () => {
  it("becomes the next version, whether it says UID and DisCal's properties or not", () => {
    const next = replace(...event("SUMMARY:Tea"));
    expect(next).toMatchObject({
      uid: "a@x",
      revision: 2,
      hop: 0,
      reviseUrl: version.reviseUrl,
      by: "person",
    });
    expect(readObject(wireText(next))).toEqual({ version: next });
    expect(next.text).toContain("DTSTAMP:20260302T080910Z\r\n");
    const stamped = replace(...event("UID:a@x", "SUMMARY:Tea", ...DISCAL, "X-DISCAL-BY:feed"));
    expect(stamped).toEqual({ ...next, text: stamped.text, c1: stamped.c1 });
  });

  it("may come from an export of what stands, folded and marked", () => {
    const exported = wireText(version).replace(
      "SUMMARY:Songs",
      "SUMMARY:Tea\r\nX-DISCAL-OBJECT:00\r\nATTENDEE:mailto:a@b",
    );
    const next = replaceEvent(version, exported, made);
    expect(next.text).toContain("SUMMARY:Tea\r\n");
    expect(next.text).not.toMatch(/ATTENDEE|X-DISCAL-OBJECT/);
  });

  it.each([
    ["UID of the calendar is b@x, but that of the event is a@x", event("UID:b@x")],
    ["X-REVISION of the calendar is 7, but that of the event is 1", event("X-REVISION:7")],
    ["X-REVISE-URL of the calendar is https://b.example/r", event("X-REVISE-URL:https://b.example/r")],
    ["X-REVISION of the calendar is not valid", event("X-REVISION:01")],
    ["UID of the calendar is not valid, or not the same", [...event("UID:a@x"), ...event("UID:b@x")]],
    ["CLASS is PRIVATE", event("CLASS:PRIVATE")],
    ["It has two masters", [...event(), ...event()]],
    ["It holds no VEVENT", []],
    ["X-DELETED", event("X-DELETED:TRUE")],
    ["This changes nothing", vevent("a@x", "SUMMARY:Songs")],
  ])("is refused: %s", (reason, lines) => {
    expect(() => replace(...lines)).toThrow(reason);
  });

  it("made from another revision is a conflict", () => {
    expect(() => replace(...event("X-REVISION:7"))).toThrow(expect.objectContaining({ problem: "conflict" }));
  });
});
