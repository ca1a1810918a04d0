import { globSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { describe, expect, it } from "vitest";
import { cutObject } from "../../src/core/ical/cut.ts";
import { decodeCalendar } from "../../src/core/ical/decode.ts";
import { isCalendar, splitFeed } from "../../src/core/ical/feed.ts";
import { readObject, wireText } from "../../src/core/ical/object.ts";
import { feedEnd, feedObject, feedStart, newFeedState } from "../../src/core/ical/write.ts";
import type { Refusal } from "../../src/core/model/refusal.ts";
import type { Version } from "../../src/core/model/version.ts";
import { corpus, hasCorpus } from "../support/corpus.ts";

const options = { reviseUrl: "https://node.example/discal/revise", source: "0123456789abcdef" };

interface Import {
  readonly versions: readonly Version[];
  readonly refused: readonly Refusal[];
}

function importFile(path: string): Import | string {
  const text = decodeCalendar(readFileSync(path));
  const calendar = isCalendar(text);
  if (!calendar.ok) return calendar.reason;
  const { blocks, refused } = splitFeed(text, "site.example");
  const cuts = blocks.map((block) => cutObject(block, options));
  return {
    versions: cuts.flatMap((cut) => ("version" in cut ? [cut.version] : [])),
    refused: [...refused, ...cuts.flatMap((cut) => ("version" in cut ? [] : [cut]))],
  };
}

function count(rules: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(rules, (rule) => rule)].map(([rule, all]) => [rule, all.length]));
}

describe.skipIf(!hasCorpus)("every calendar of the corpus", () => {
  const paths = hasCorpus ? globSync("**/*.ics", { cwd: corpus }).map((path) => `${corpus}/${path}`) : [];
  const imports = paths.map((path) => [relative(corpus, path), importFile(path)] as const);
  const read = imports.flatMap(([path, result]) =>
    typeof result === "string" ? [] : [[path, result] as const],
  );

  it("is taken, or refused with its reasons", () => {
    const rows = [...Map.groupBy(imports, ([path]) => path.split("/").slice(0, 2).join("/"))].map(
      ([folder, files]) => {
        const results = files.map(([, result]) => result);
        const taken = results.filter((result) => typeof result !== "string");
        return {
          folder,
          files: files.length,
          "no calendar": results.length - taken.length,
          objects: taken.reduce((sum, { versions }) => sum + versions.length, 0),
          ...count(taken.flatMap(({ refused }) => refused.map(({ rule }) => rule))),
        };
      },
    );
    console.table(rows);
    expect(paths.length).toBeGreaterThan(0);
    for (const refusal of read.flatMap(([, { refused }]) => refused)) {
      expect(refusal.reason).toMatch(/^[A-Z].*\.$/s);
      expect(refusal.line).toBeGreaterThan(0);
    }
  });

  it("of a city loses nothing but what is private, broken or said twice", () => {
    const feeds = read.filter(([path]) => path.startsWith("feeds/"));
    const refused = feeds.flatMap(([, result]) => result.refused);
    const objects = feeds.reduce((sum, [, { versions }]) => sum + versions.length, 0);
    expect(
      Object.keys(count(refused.map(({ rule }) => rule))).filter(
        (rule) => rule !== "duplicate" && rule !== "private",
      ),
    ).toEqual([]);
    expect(refused.length).toBeLessThan(objects / 1_000);
  });

  it("is read back from the wire as it was", () => {
    for (const [path, { versions }] of read) {
      for (const version of versions)
        expect([path, readObject(wireText(version))]).toEqual([path, { version }]);
    }
  });

  it("keeps the Law: what is exported and polled again says the same", () => {
    for (const [path, { versions }] of read) {
      const state = newFeedState();
      const objects = versions.map((version) => feedObject({ version, changedAt: 0, tags: ["a, b"] }, state));
      const feed =
        feedStart({ name: path, url: "https://node.example/feed.ics" }) + objects.join("") + feedEnd(state);
      const again = splitFeed(feed, "node.example").blocks.map((block) => cutObject(block, options));
      const digests = again.map((cut) =>
        "version" in cut ? `${cut.version.uid} ${cut.version.digest}` : cut.reason,
      );
      expect([path, digests.toSorted()]).toEqual([
        path,
        versions.map(({ uid, digest }) => `${uid} ${digest}`).toSorted(),
      ]);
    }
  });
});
