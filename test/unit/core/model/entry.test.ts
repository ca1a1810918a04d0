import { describe, expect, it } from "vitest";
import type { AttributeKind } from "../../../../src/core/model/entry.ts";
import { decideEntry } from "../../../../src/core/model/entry.ts";

const kinds: readonly AttributeKind[] = ["empty", "valid", "invalid"];
const cases = kinds.flatMap((uid) =>
  kinds.flatMap((hop) =>
    kinds.flatMap((revision) => kinds.map((reviseUrl) => ({ uid, hop, revision, reviseUrl }))),
  ),
);

describe("the four-attribute rule", () => {
  it("has 81 cases", () => expect(cases).toHaveLength(81));

  it.each(cases)("for UID $uid, hop $hop, revision $revision, revise URL $reviseUrl", (attributes) => {
    const all = new Set(Object.values(attributes));
    const author = decideEntry(attributes, true);
    const stranger = decideEntry(attributes, false);
    if (all.size === 1 && all.has("valid")) {
      expect([author, stranger]).toEqual([{ action: "take-over" }, { action: "take-over" }]);
    } else if (all.size === 1 && all.has("empty")) {
      expect(author).toEqual({ action: "generate" });
      expect(stranger.action).toBe("ignore");
    } else {
      expect([author.action, stranger.action]).toEqual(["ignore", "ignore"]);
    }
  });

  it("names every attribute that is missing or wrong", () => {
    const entry = decideEntry({ uid: "valid", hop: "empty", revision: "invalid", reviseUrl: "valid" }, true);
    expect(entry).toEqual({ action: "ignore", reason: "X-HOP is missing, X-REVISION is not valid" });
  });
});
