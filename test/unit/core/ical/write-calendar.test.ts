import { describe, expect, it } from "vitest";
import { cutObject } from "../../../../src/core/ical/cut.ts";
import { describe as describeEvent } from "../../../../src/core/ical/event.ts";
import { splitFeed } from "../../../../src/core/ical/feed.ts";
import { writeCalendar } from "../../../../src/core/ical/write-calendar.ts";

const cut = { reviseUrl: "https://here.example/discal/revise", source: "0".repeat(16) };

describe("a calendar that a source writes", () => {
  it("is read back as it was meant, and is no node's object before it enters one", () => {
    const text = writeCalendar("Club, and more", [
      {
        uid: "1@club.example",
        title: "Songs; and a very long title ".repeat(4),
        start: "2030-05-01T19:30",
        end: "2030-05-01T22:00",
        zone: "Europe/Vienna",
        tags: ["music", "free"],
      },
      { uid: "2@club.example", title: "Holiday", start: "2030-05-02" },
    ]);
    expect(text).not.toMatch(/X-REVISION|X-REVISE-URL|X-HOP/);
    expect(Math.max(...text.split("\r\n").map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    const { head, blocks, refused } = splitFeed(text, "club.example");
    expect({ name: head.name, refused }).toEqual({ name: "Club, and more", refused: [] });
    const events = blocks.map((block) => {
      const read = cutObject(block, cut);
      return "version" in read ? describeEvent(read.version.text) : read;
    });
    expect(events).toMatchObject([
      { start: { local: "2030-05-01T19:30:00", zone: "Europe/Vienna" }, categories: ["music", "free"] },
      { title: "Holiday", allDay: true, end: { local: "2030-05-03" } },
    ]);
  });

  it("names the event that says nonsense", () => {
    expect(() => writeCalendar("Club", [{ uid: "1", title: "Songs", start: "2030-05-01 19:30" }])).toThrow(
      /The event "Songs": The start "2030-05-01 19:30" cannot be read/,
    );
  });
});
