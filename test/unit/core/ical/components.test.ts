import { describe, expect, it } from "vitest";
import { ownLines } from "../../../../src/core/ical/component.ts";
import { readCalendars } from "../../../../src/core/ical/components.ts";
import { readLines } from "../../../../src/core/ical/lines.ts";
import { vcalendar, vevent } from "../../../support/calendar-text.ts";

function read(body: string) {
  const { calendars, refused } = readCalendars(readLines(body));
  const names = calendars.map(({ components }) => components.map(({ name }) => name));
  return { calendars, names, refused };
}

const good = vevent("good");

describe("taking a body apart", () => {
  it("finds every VCALENDAR with its own properties and components", () => {
    const { calendars, names } = read(vcalendar("X-WR-CALNAME:A", ...good) + vcalendar(...good, ...good));
    expect(names).toEqual([["VEVENT"], ["VEVENT", "VEVENT"]]);
    expect(calendars[0]?.properties).toEqual(["VERSION:2.0", "PRODID:-//Example//EN", "X-WR-CALNAME:A"]);
  });

  it("tells a component's own lines from those of its alarms", () => {
    const alarm = ["BEGIN:VALARM", "DESCRIPTION:soon", "END:VALARM"];
    const { calendars } = read(vcalendar("BEGIN:VEVENT", "UID:1", ...alarm, "SUMMARY:a", "END:VEVENT"));
    expect(ownLines(calendars[0]!.components[0]!)).toEqual(["UID:1", "SUMMARY:a"]);
  });

  it.each([
    ["a missing END of VCALENDAR", ["BEGIN:VCALENDAR", ...good]],
    ["a missing BEGIN of VCALENDAR", [...good, "END:VCALENDAR"]],
    ["an event alone", good],
    [
      "boundaries in lower case, with spaces behind them",
      good.map((line) => line.replace(/^(BEGIN|END):VEVENT$/, "$1:vevent ")),
    ],
  ])("forgives %s", (_, lines) => {
    expect(read(lines.join("\r\n"))).toMatchObject({ names: [["VEVENT"]], refused: [] });
  });

  it.each([
    ["no END", ["BEGIN:VEVENT", "UID:bad"], "no-end"],
    ["an alarm without END", ["BEGIN:VEVENT", "UID:bad", "BEGIN:VALARM", "END:VEVENT"], "bad-nesting"],
    ["an alarm's END alone", ["BEGIN:VEVENT", "UID:bad", "END:VALARM", "END:VEVENT"], "bad-nesting"],
    ["the END of something else", ["BEGIN:VEVENT", "UID:bad", "END:VTODO"], "bad-nesting"],
    [
      "too much in each other",
      ["BEGIN:VEVENT", "UID:bad", ...Array<string>(9).fill("BEGIN:X-A")],
      "too-deep",
    ],
  ])("loses only the event with %s", (_, bad, rule) => {
    const { names, refused } = read(vcalendar(...good, ...bad, ...good));
    expect(names).toEqual([["VEVENT", "VEVENT"]]);
    expect(refused).toMatchObject([{ component: "VEVENT", uid: "bad", line: 9, rule }]);
  });

  it("loses only the last event where the body is cut off", () => {
    const { names, refused } = read(
      vcalendar(...good, "BEGIN:VEVENT", "UID:bad").replace("END:VCALENDAR\r\n", ""),
    );
    expect(names).toEqual([["VEVENT"]]);
    expect(refused).toMatchObject([{ uid: "bad", rule: "no-end" }]);
  });

  it("names an END without its BEGIN", () => {
    expect(read(vcalendar(...good, "END:VEVENT", ...good))).toMatchObject({
      names: [["VEVENT", "VEVENT"]],
      refused: [{ component: "VEVENT", line: 9, rule: "bad-nesting" }],
    });
  });
});
