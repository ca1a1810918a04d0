import { describe, expect, it } from "vitest";
import { cutObject } from "../../../../src/core/ical/cut.ts";
import { splitFeed } from "../../../../src/core/ical/feed.ts";
import { octets } from "../../../../src/core/ical/limits.ts";
import { readLines } from "../../../../src/core/ical/lines.ts";
import { readObject } from "../../../../src/core/ical/object.ts";
import { DISCAL, vcalendar, vevent } from "../../../support/calendar-text.ts";

const options = { reviseUrl: "https://node.example/discal/revise", source: "0123456789abcdef" };

describe("hostile sizes", () => {
  it("a body of too many lines is refused whole", () => {
    expect(() => readLines("A:1\n".repeat(1_000_001))).toThrow(
      expect.objectContaining({ problem: "too-large" }),
    );
  });

  it("a UID with a hundred thousand overrides is refused, and costs no more than reading it", () => {
    const overrides = Array.from(
      { length: 100_000 },
      (_, id) => `BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:${id}\nEND:VEVENT\n`,
    );
    const { blocks } = splitFeed(`BEGIN:VCALENDAR\n${overrides.join("")}`, "site.example");
    expect(blocks.map((block) => cutObject(block, options))).toMatchObject([{ rule: "too-many-lines" }]);
  });

  it("no more refusals are told of one feed than a person can read", () => {
    expect(splitFeed("BEGIN:VTODO\nEND:VTODO\n".repeat(2_000), "site.example").refused).toHaveLength(1_000);
  });

  it("a component that is opened again and again is left at the next event", () => {
    const body = vcalendar(...Array<string>(100_000).fill("BEGIN:X-A"), ...vevent("a"));
    const { blocks, refused } = splitFeed(body, "site.example");
    expect(blocks).toHaveLength(1);
    expect(refused).toMatchObject([{ component: "X-A", rule: "too-deep" }]);
  });

  it("quotes without end are read in one go", () => {
    const line = `X-A;B=${'"a'.repeat(30_000)}`;
    expect(readObject(vcalendar(...vevent("a", ...DISCAL, line)))).toMatchObject({ rule: "not-canonical" });
    expect(readObject(vcalendar(...vevent("a", ...DISCAL, `${line}:`)))).toHaveProperty("version");
  });

  it.each([
    ["abc", 3],
    ["ü", 2],
    ["🎶", 4],
  ])("%s has its octets counted", (text, size) => {
    expect(octets(text)).toBe(size);
  });
});
