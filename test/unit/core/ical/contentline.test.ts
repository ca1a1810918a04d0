import { describe, expect, it } from "vitest";
import {
  escapeText,
  hasName,
  nameOf,
  paramOf,
  parseContentLine,
  unescapeText,
  valueOf,
} from "../../../../src/core/ical/contentline.ts";

describe("a content line", () => {
  it.each([
    ["SUMMARY:a:b;c", { name: "SUMMARY", params: [], value: "a:b;c" }],
    ["dtstart;value=DATE:20260316", { name: "DTSTART", params: [["VALUE", ["DATE"]]], value: "20260316" }],
    [
      'DTSTART;TZID="(UTC+01:00) Bern; Wien":20260316T190000',
      { name: "DTSTART", params: [["TZID", ["(UTC+01:00) Bern; Wien"]]], value: "20260316T190000" },
    ],
    [
      'ATTENDEE;MEMBER="mailto:a","mailto:b",c;CN=^n:mailto:d',
      {
        name: "ATTENDEE",
        params: [
          ["MEMBER", ["mailto:a", "mailto:b", "c"]],
          ["CN", ["^n"]],
        ],
        value: "mailto:d",
      },
    ],
    [
      "X-A;B;C=:v",
      {
        name: "X-A",
        params: [
          ["B", []],
          ["C", [""]],
        ],
        value: "v",
      },
    ],
    ["X-A;B=,b:v", { name: "X-A", params: [["B", ["", "b"]]], value: "v" }],
    // Quotes that were never closed, or that stand where none belongs.
    [
      'DTSTART;TZID="Bern:20260316T190000',
      { name: "DTSTART", params: [["TZID", ["Bern"]]], value: "20260316T190000" },
    ],
    [
      'X-A;B="Bern:he said "no", then: go',
      { name: "X-A", params: [["B", ["Bern"]]], value: 'he said "no", then: go' },
    ],
    ['X-A;B="Bern:20260316"', { name: "X-A", params: [["B", ["Bern"]]], value: '20260316"' }],
  ])("%s is taken apart", (line, parts) => {
    expect(parseContentLine(line)).toEqual(parts);
    expect(valueOf(line)).toBe(parts.value);
    expect(nameOf(line)).toBe(parts.name);
    expect(hasName(line, parts.name)).toBe(true);
  });

  it.each(["", "SUMMARY", ":value", "SUM MARY:a", "1A:b", "X-A;B=c", "ORGANIZER=a:b"])(
    "%s is none",
    (line) => {
      expect(parseContentLine(line)).toBeNull();
    },
  );

  it("gives a parameter whole, or null", () => {
    expect(paramOf('DTSTART;tzid="Bern, Wien":20260316', "TZID")).toBe("Bern, Wien");
    expect(paramOf("DTSTART:20260316", "TZID")).toBeNull();
  });

  it("does not take a longer name for the one that is asked for", () => {
    expect(hasName("DTSTART:1", "DTST")).toBe(false);
    expect(hasName("dtstart;VALUE=DATE:1", "DTSTART")).toBe(true);
  });
});

describe("text values", () => {
  it.each([
    ["a\\, b\\; c\\\\ d\\n\\Ne", "a, b; c\\ d\n\ne"],
    ["a\\x", "a\\x"],
    ["a\\\\n", "a\\n"],
  ])("%s is decoded", (value, text) => {
    expect(unescapeText(value)).toBe(text);
  });

  it("are encoded so that decoding gives them back", () => {
    expect(escapeText("a, b; c\\ d\r\ne\rf")).toBe("a\\, b\\; c\\\\ d\\ne\\nf");
  });
});
