import { describe, expect, it } from "vitest";
import { decodeCalendar } from "../../../../src/core/ical/decode.ts";
import { readLines } from "../../../../src/core/ical/lines.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("decoding a calendar", () => {
  it("joins a character that was folded in its middle, with CRLF or LF", () => {
    const [lead, ...rest] = utf8("ü");
    for (const fold of ["\r\n ", "\n\t"]) {
      const bytes = new Uint8Array([
        ...utf8("SUMMARY:Gr"),
        lead!,
        ...utf8(fold),
        ...rest,
        ...utf8("ße\r\nA:1"),
      ]);
      expect(readLines(decodeCalendar(bytes)).map(({ text }) => text)).toEqual(["SUMMARY:Grüße", "A:1"]);
    }
  });

  it("joins one of four octets that was folded twice", () => {
    const [a, b, c, d] = utf8("🎶");
    const bytes = new Uint8Array([...utf8("S:"), a!, b!, ...utf8("\r\n "), c!, ...utf8("\r\n "), d!]);
    expect(decodeCalendar(bytes)).toBe("S:🎶");
  });

  it("leaves folds between characters alone", () => {
    expect(decodeCalendar(utf8("S:ü\r\n ü"))).toBe("S:ü\r\n ü");
  });

  it("reads windows-1252 where the bytes are no UTF-8", () => {
    expect(decodeCalendar(new Uint8Array([...utf8("S:Gr"), 0xfc, 0xdf, ...utf8("e")]))).toBe("S:Grüße");
  });

  it("keeps all other letters where one is broken", () => {
    expect(decodeCalendar(new Uint8Array([...utf8("S:Grüße "), 0xff, ...utf8(" ä")]))).toBe(
      "S:Grüße \ufffd ä",
    );
  });

  it("reads UTF-16 by its mark", () => {
    expect(decodeCalendar(new Uint8Array([0xff, 0xfe, 0x41, 0, 0x3a, 0, 0xfc, 0]))).toBe("A:ü");
    expect(decodeCalendar(new Uint8Array([0xfe, 0xff, 0, 0x41, 0, 0x3a, 0, 0xfc]))).toBe("A:ü");
  });
});
