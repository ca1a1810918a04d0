import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CONTROL } from "../../src/core/ical/controls.ts";
import { escapeText, parseContentLine, unescapeText } from "../../src/core/ical/contentline.ts";
import { decodeCalendar } from "../../src/core/ical/decode.ts";
import { readLines } from "../../src/core/ical/lines.ts";
import { foldLine } from "../../src/core/ical/write.ts";
import { anyBody, contentLine } from "../support/arbitrary-calendar.ts";

const texts = (body: string): readonly string[] => readLines(body).map(({ text }) => text);
const write = (lines: readonly string[]): string => lines.map(foldLine).join("");
const octets = (text: string): number => new TextEncoder().encode(text).length;

describe("lines", () => {
  it("are the same after being read, written and read again, whatever came", () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        const lines = texts(body);
        const again = readLines(write(lines));
        expect(again.map(({ text }) => text)).toEqual(lines);
        expect(again.filter(({ repaired }) => repaired)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it("hold no controls and no half characters, and each is a content line", () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        for (const line of texts(body)) {
          expect(CONTROL.test(line)).toBe(false);
          expect(line.isWellFormed()).toBe(true);
          expect(parseContentLine(line)).not.toBeNull();
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("that follow the grammar are read as they were written", () => {
    fc.assert(
      fc.property(fc.array(contentLine), (lines) => {
        expect(texts(write(lines))).toEqual(lines);
      }),
    );
  });

  it("are never longer than 75 octets on the wire", () => {
    fc.assert(
      fc.property(contentLine, (line) => {
        for (const physical of foldLine(line).split("\r\n")) expect(octets(physical)).toBeLessThanOrEqual(75);
      }),
    );
  });

  it("survive folds by octets, in the middle of characters", () => {
    fc.assert(
      fc.property(
        fc.array(contentLine, { minLength: 1 }),
        fc.integer({ min: 1, max: 75 }),
        (lines, width) => {
          const bytes = lines.flatMap((line) => [...foldOctets(new TextEncoder().encode(line), width)]);
          expect(texts(decodeCalendar(new Uint8Array(bytes)))).toEqual(lines);
        },
      ),
    );
  });

  it("may be as long as any line that is kept", () => {
    const line = `DESCRIPTION:${"🎶 ".repeat(20_000)}`;
    expect(texts(foldLine(line))).toEqual([line]);
  });

  it("give back the text that was encoded into them", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(unescapeText(escapeText(text))).toBe(text.replaceAll(/\r\n|\r/g, "\n"));
      }),
    );
  });
});

/** Folds as programs do that count octets only. */
function* foldOctets(bytes: Uint8Array, width: number): Generator<number> {
  for (const [at, byte] of bytes.entries()) {
    if (at > 0 && at % width === 0) yield* [0x0d, 0x0a, 0x20];
    yield byte;
  }
  yield* [0x0d, 0x0a];
}
