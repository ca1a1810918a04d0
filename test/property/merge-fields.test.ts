import fc from "fast-check";
import { expect, it } from "vitest";
import { compareVersions } from "../../src/core/ical/compare-versions.ts";
import { takeApart } from "../../src/core/ical/stamp.ts";
import { mergeFields } from "../../src/core/ical/merge-fields.ts";
import { readObject, wireText } from "../../src/core/ical/object.ts";
import { DomainError } from "../../src/core/model/domain-error.ts";
import type { Version } from "../../src/core/model/version.ts";
import { pushedObject } from "../support/arbitrary-calendar.ts";

const made = { revision: 7, dtstamp: Date.UTC(2026, 2, 2) };
const RUNS = { numRuns: 300 };

/** Versions of one event that are no deletions. */
function rivals(count: number): fc.Arbitrary<readonly Version[]> {
  return fc
    .array(pushedObject, { minLength: count, maxLength: count })
    .map((texts) => {
      const uid = /^UID:.*$/m.exec(texts[0]!)![0];
      return texts.map((text) => taken(text.replaceAll(/^UID:.*$/gm, () => uid)));
    })
    .filter((versions) => versions.every(({ deleted }) => !deleted));
}

function taken(text: string): Version {
  const read = readObject(text);
  if (!("version" in read)) throw new Error(`${read.rule}: ${read.reason}`);
  return read.version;
}

/** Lines that no digest covers, and that nobody but their author knows. */
function foreign({ text }: Version): readonly string[] {
  return text
    .split("\r\n")
    .filter((line) => /^x-[ab]/i.test(line))
    .sort();
}

it("to take nothing changes nothing, and what nobody knows survives", () => {
  fc.assert(
    fc.property(rivals(1), ([base]) => {
      const merged = mergeFields(base!, new Map(), made);
      expect(merged.digest).toBe(base!.digest);
      expect(merged.revision).toBe(7);
      expect(foreign(merged)).toEqual(foreign(base!));
      expect(takeApart(merged).own).toEqual(takeApart(base!).own);
    }),
    RUNS,
  );
});

it("to take every field in which another version differs gives that version", () => {
  fc.assert(
    fc.property(rivals(2), ([base, other]) => {
      const rows = compareVersions([base!, other!]);
      expect(rows.every(({ agree }) => agree)).toBe(base!.digest === other!.digest);
      const fields = new Map(rows.filter(({ agree }) => !agree).map(({ key }) => [key, other!]));
      expect(mergeFields(base!, fields, made).digest).toBe(other!.digest);
    }),
    RUNS,
  );
});

it("of any choice among three comes an event that every node reads, and that says what was chosen, or a reason", () => {
  let came = 0;
  const choices = fc.array(fc.nat(2), { maxLength: 40 });
  fc.assert(
    fc.property(rivals(3), choices, (versions, choice) => {
      const differing = compareVersions(versions).filter(({ agree }) => !agree);
      const fields = new Map(differing.map(({ key }, index) => [key, versions[choice[index] ?? 0]!]));
      let merged: Version;
      try {
        merged = mergeFields(versions[0]!, fields, made);
      } catch (error) {
        expect(error).toBeInstanceOf(DomainError);
        return;
      }
      came += 1;
      expect(readObject(wireText(merged))).toEqual({ version: merged });
      for (const { key, says } of compareVersions([merged, ...versions])) {
        const [said, ...others] = says;
        const source = fields.get(key) ?? versions[0]!;
        const meant = others[versions.indexOf(source)];
        // A happening may have been left out as a whole, and a zone that nothing names goes.
        if (said && meant && !key.startsWith("timezone@"))
          expect([key, said.like]).toEqual([key, meant.like]);
      }
    }),
    RUNS,
  );
  expect(came).toBeGreaterThan(RUNS.numRuns / 20);
});
