import { describe, expect, it } from "vitest";
import { readLines } from "../../../../src/core/ical/lines.ts";

function texts(body: string): readonly string[] {
  return readLines(body).map(({ text }) => text);
}

describe("reading lines", () => {
  it.each([
    ["CRLF", "A:1\r\nB:2\r\n"],
    ["LF", "A:1\nB:2\n"],
    ["lone CR", "A:1\rB:2\r"],
    ["no end of the last line", "A:1\r\nB:2"],
    ["a byte order mark", "\ufeffA:1\r\nB:2\r\n"],
    ["empty lines", "\r\nA:1\r\n\r\n\r\nB:2\r\n\r\n"],
    ["a fold with a space", "A\r\n :1\r\nB:2\r\n"],
    ["a fold with a tab, in LF", "A:\n\t1\nB:\n 2\n"],
    ["text before the first line of the calendar", "<br />\r\nWarning\r\nA:1\r\nB:2\r\n"],
  ])("takes %s", (_, body) => {
    expect(texts(body)).toEqual(["A:1", "B:2"]);
  });

  it("keeps the second space of a fold", () => {
    expect(texts("SUMMARY:a\r\n  b\r\n")).toEqual(["SUMMARY:a b"]);
  });

  it("says where each line stands in what arrived", () => {
    const body = "\ufeffA:1\r\nB:\r\n 22\r\n\r\nC:3";
    const lines = readLines(body);
    expect(lines.map(({ number }) => number)).toEqual([1, 2, 5]);
    expect(lines.map(({ start, end }) => body.slice(start, end))).toEqual(["A:1", "B:\r\n 22", "C:3"]);
  });
});

describe("line repair", () => {
  it.each([
    ["a break in a description", "DESCRIPTION:one\r\ntwo", "DESCRIPTION:one\\ntwo"],
    [
      "a web address on its own line",
      "DESCRIPTION:one\r\nhttps://x.example/",
      "DESCRIPTION:one\\nhttps://x.example/",
    ],
    ["prose with a colon", "DESCRIPTION:one\r\nWhere: the pier", "DESCRIPTION:one\\nWhere: the pier"],
    ["a time of day", "DESCRIPTION:one\r\n7:00 PM doors", "DESCRIPTION:one\\n7:00 PM doors"],
    ["a semicolon without a colon", "X-NOTE:one\r\nadults;children", "X-NOTE:one\\nadults;children"],
    ["what somebody forgot to fold", "URL:https://x.example/\r\n?a=b", "URL:https://x.example/?a=b"],
    ["a lone CR in a value", "SUMMARY:one\rtwo\r\n", "SUMMARY:one\\ntwo"],
    ["a control character", "SUMMARY:one\0 \x0btwo\x7f", "SUMMARY:one two"],
    ["half a surrogate pair", "SUMMARY:one\ud83c", "SUMMARY:one\ufffd"],
  ])("mends %s", (_, body, mended) => {
    expect(texts(body)).toEqual([mended]);
  });

  it("says which lines it mended", () => {
    const lines = readLines("A:1\r\nSUMMARY:one\r\ntwo\r\nB:\x01\r\nC:3\r\n");
    expect(lines.map(({ repaired }) => repaired)).toEqual([false, true, true, false]);
  });

  it.each(["Location: The pier", "WHERE: the pier"])(
    "does not take %s in a description for a property",
    (prose) => {
      expect(texts(`DESCRIPTION:one\r\n${prose}\r\n`)).toHaveLength(1);
    },
  );

  it.each(["LOCATION: The pier", "X-Robots-Tag: none", "custom:pier", "X_Y:1", "NOTE;LANGUAGE=en: pier"])(
    "leaves %s a property of its own",
    (line) => {
      expect(texts(`DESCRIPTION:one\r\n${line}\r\n`)).toEqual(["DESCRIPTION:one", line]);
    },
  );

  it("drops what stands between components, and says so", () => {
    const lines = readLines("BEGIN:VEVENT\r\n<b>Notice</b>\r\nUID:1\r\nEND:VEVENT\r\nnothing\r\n");
    expect(lines.map(({ text }) => text)).toEqual(["BEGIN:VEVENT", "UID:1", "END:VEVENT"]);
    expect(lines.map(({ repaired }) => repaired)).toEqual([true, false, true]);
  });

  it.each(["DTSTART:20260316T190000", "STATUS:CONFIRMED", "geo:1;2"])(
    "drops what stands behind %s",
    (line) => {
      expect(texts(`${line}\r\n<b>Notice</b>: undefined\r\n`)).toEqual([line]);
    },
  );

  it("takes no UID from a line with controls in it", () => {
    expect(texts("UID:a\x01b\r\n")).toEqual(["UID:"]);
  });
});
