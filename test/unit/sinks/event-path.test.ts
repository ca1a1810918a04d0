import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventPath, segmentToUid, uidToSegment } from "../../../src/sinks/event-path.ts";

describe("a UID as a path segment", () => {
  it.each([
    ["1@a.example", "1@a.example"],
    ["TKF/5e1e/854", "TKF~2F5e1e~2F854"],
    ["a~b", "a~7Eb"],
    ["50%", "50~25"],
    ["..", "~2E."],
    [".", "~2E"],
    ["event.ics", "event~2Eics"],
    ["Käse", "K~C3~A4se"],
    ["a b?c#d", "a~20b~3Fc~23d"],
    ["<script>", "~3Cscript~3E"],
  ])("of %j is %s", (uid, segment) => {
    expect(uidToSegment(uid)).toBe(segment);
    expect(segmentToUid(segment)).toBe(uid);
  });

  it("comes back as it was, and survives what browsers do to paths, whatever the UID", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 255 }), (uid) => {
        fc.pre(uid.isWellFormed());
        const segment = uidToSegment(uid);
        expect(segmentToUid(segment)).toBe(uid);
        expect(new URL(eventPath(uid), "https://a.example").pathname).toBe(`/events/${segment}`);
        expect(segment.endsWith(".ics")).toBe(false);
      }),
    );
  });

  it.each(["", "~", "~2", "~zz", "~2f", "~61", "a/b", "~FF", "é", "x.ics", ".x"])(
    "is never %j, so that each event has one address",
    (segment) => {
      expect(segmentToUid(segment)).toBeNull();
    },
  );
});
