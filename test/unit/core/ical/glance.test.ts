import fc from "fast-check";
import { expect, it } from "vitest";
import { glance } from "../../../../src/core/ical/glance.ts";
import { readObject, wireText } from "../../../../src/core/ical/object.ts";
import { pushedObject } from "../../../support/arbitrary-calendar.ts";
import { SEED } from "../../../support/law.ts";

function taken(text: string) {
  const read = readObject(text);
  return "version" in read ? read.version : null;
}

const sent = pushedObject.map((text) => wireText(taken(text)!));

it("What a node sends is known at a glance by the C1 and the hop that reading it finds", () => {
  fc.assert(
    fc.property(sent, (text) => {
      const { c1, hop } = taken(text)!;
      expect(glance(text)).toEqual({ c1, hop });
    }),
    { numRuns: 100, seed: SEED },
  );
});

const EDITS: readonly ((text: string, n: number) => string)[] = [
  (text, n) => `${text.slice(0, n % text.length)}${text.slice((n % text.length) + 1)}`,
  (text, n) => `${text.slice(0, n % text.length)}\r\n ${text.slice(n % text.length)}`,
  (text, n) => `${text.slice(0, n % text.length)}\r\n\r\n ${text.slice(n % text.length)}`,
  (text) => text.replaceAll("\r\n", "\n"),
  (text) => text.replace(/X-HOP:\d+/, "X-HOP:7"),
  (text) => text.replaceAll(/X-HOP:\d+/g, "X-HOP:07"),
  (text) => text.replace(/X-HOP:\d+\r\n/, ""),
  (text) => text.replace(/(X-HOP:\d+\r\n)/, "$1$1"),
  (text) => text.replace(/(SUMMARY.*\r\n)/, "$1X-HOP:7\r\n"),
  (text) => text.replace("END:VCALENDAR", "X-DISCAL-SIG:AAAA\r\nEND:VCALENDAR"),
  (text) => `\r\n${text}\r\n`,
];

it("What is known at a glance is what reading it finds, however it was edited", () => {
  fc.assert(
    fc.property(sent, fc.nat(5_000), fc.constantFrom(...EDITS), (text, n, edit) => {
      const { c1 } = taken(text)!;
      const edited = edit(text, n);
      // No bytes in UTF-8 are half of a character.
      fc.pre(edited.isWellFormed());
      const seen = glance(edited);
      if (seen?.c1 === c1) expect(taken(edited)).toMatchObject(seen);
    }),
    { numRuns: 400, seed: SEED, endOnFailure: true },
  );
});
