import { describe, expect, it } from "vitest";
import { readObject } from "../../../../src/core/ical/object.ts";
import { restoreVersion } from "../../../../src/core/ical/restore.ts";
import type { Version } from "../../../../src/core/model/version.ts";
import { vcalendar, vevent } from "../../../support/calendar-text.ts";

const MADE = { revision: 5, dtstamp: Date.UTC(2026, 2, 16, 12) };

function read(...lines: readonly string[]): Version {
  const found = readObject(vcalendar(...vevent("1@a.example", ...lines)), () => false);
  if ("version" in found) return found.version;
  throw new Error(found.reason);
}

const past = read("SUMMARY:Before", "X-HOP:3", "X-REVISION:1", "X-REVISE-URL:https://b.example/r");
const standing = read("SUMMARY:Now", "X-HOP:1", "X-REVISION:4", "X-REVISE-URL:https://a.example/r");

describe("a past version that is published anew", () => {
  it("says what it said, by a person, where and as near as what stands", () => {
    const restored = restoreVersion(standing, past, MADE);
    expect(restored).toMatchObject({
      digest: past.digest,
      revision: 5,
      hop: 1,
      reviseUrl: "https://a.example/r",
      by: "person",
      signature: null,
    });
    expect(restored.text).toContain("DTSTAMP:20260316T120000Z\r\n");
  });

  it("stays where it was where nothing stands", () => {
    expect(restoreVersion(null, past, MADE)).toMatchObject({ hop: 3, reviseUrl: "https://b.example/r" });
  });

  it("needs its text", () => {
    expect(() => restoreVersion(standing, { ...past, text: "" }, MADE)).toThrow("only the marks");
  });
});
