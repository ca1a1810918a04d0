import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutObject } from "../../src/core/ical/cut.ts";
import { semanticDigest } from "../../src/core/ical/digest.ts";
import { splitFeed } from "../../src/core/ical/feed.ts";
import { readObject, splitCalendars, wireText } from "../../src/core/ical/object.ts";
import { feedEnd, feedObject, feedStart, newFeedState } from "../../src/core/ical/write.ts";
import type { Version } from "../../src/core/model/version.ts";
import { anyBody, pushedObject } from "../support/arbitrary-calendar.ts";
import { SEED } from "../support/law.ts";

const options = { reviseUrl: "https://b.example/discal/revise", source: "0123456789abcdef" };

function taken(text: string): Version {
  const read = readObject(text);
  if (!("version" in read)) throw new Error(`refused: ${read.rule}: ${read.reason}`);
  return read.version;
}

function exported(versions: readonly Version[], changedAt: number): string {
  const state = newFeedState();
  const head = feedStart({ name: "A, feed", url: "https://a.example/feed.ics" });
  const objects = versions.map((version) =>
    feedObject({ version, changedAt, tags: ["tag, one", "two"] }, state),
  );
  return `${head}${objects.join("")}${feedEnd(state)}`;
}

function polled(feed: string): readonly Version[] {
  const { blocks, refused } = splitFeed(feed, "a.example");
  expect(refused).toEqual([]);
  return blocks.map((block) => {
    const cut = cutObject(block, options);
    if (!("version" in cut)) throw new Error(`refused: ${cut.rule}: ${cut.reason}`);
    return cut.version;
  });
}

// A calendar costs a millisecond to make and to read: 25,000 of them, not 10^5, keep the gate short.
describe(`the Law (protocol, section 4; seed ${SEED})`, { timeout: 120_000 }, () => {
  it("D(poll(export(x))) = D(push(x)) = D(x), for any objects in one feed", () => {
    fc.assert(
      fc.property(
        fc.array(pushedObject, { minLength: 1, maxLength: 5 }),
        fc.nat(4e12),
        (texts, changedAt) => {
          const versions = texts.map(taken);
          expect(versions.map(({ digest }) => digest)).toEqual(texts.map(semanticDigest));
          const distinct = [...new Map(versions.map((version) => [version.uid, version])).values()];
          const found = new Map(
            polled(exported(distinct, changedAt)).map((version) => [version.uid, version]),
          );
          expect(found.size).toBe(distinct.length);
          for (const { uid, digest, revision, hop, deleted, cancelled } of distinct) {
            expect(found.get(uid)).toMatchObject({ digest, revision, hop: hop + 1, deleted, cancelled });
          }
        },
      ),
      { numRuns: 10_000, seed: SEED },
    );
  });

  it("holds for what was cut from any feed, polled again and again", () => {
    fc.assert(
      fc.property(fc.array(pushedObject, { maxLength: 3 }), fc.boolean(), (texts, zone) => {
        const body = texts
          .join("")
          .replaceAll(/BEGIN:VCALENDAR\r\n/g, zone ? "$&X-WR-TIMEZONE:PDT\r\n" : "$&");
        const { blocks } = splitFeed(body, "a.example");
        const cuts = blocks
          .map((block) => cutObject(block, options))
          .flatMap((cut) => ("version" in cut ? [cut.version] : []));
        const again = polled(exported(cuts, 0));
        expect(new Map(again.map(({ uid, digest }) => [uid, digest]))).toEqual(
          new Map(cuts.map(({ uid, digest }) => [uid, digest])),
        );
      }),
      { numRuns: 3_000, seed: SEED },
    );
  });

  it("gives every mark in a feed the digest of the object that it stands for", () => {
    fc.assert(
      fc.property(pushedObject, (text) => {
        const version = taken(text);
        const [block] = splitFeed(exported([version], 0), "a.example").blocks;
        expect(block).toMatchObject({ uid: version.uid, marker: version.c1, hop: { value: version.hop } });
      }),
    );
  });
});

describe("objects on the wire", () => {
  it("are read back as they were, alone and among others", () => {
    fc.assert(
      fc.property(
        fc.array(pushedObject, { minLength: 1, maxLength: 4 }),
        fc.option(fc.base64String({ minLength: 4 })),
        (texts, signature) => {
          const versions = texts.map((text) => ({ ...taken(text), signature }));
          const read = splitCalendars(versions.map(wireText).join("")).map(taken);
          expect(read).toEqual(versions);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("are never mended: what is taken over is kept byte for byte, or refused", () => {
    fc.assert(
      fc.property(anyBody, (junk) => {
        const text = `BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260316\r\n${junk}\r\nX-HOP:0\r\nX-REVISION:0\r\nX-REVISE-URL:https://a.example/\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
        const read = readObject(text);
        if (!("version" in read)) return;
        const unfolded = text.replaceAll(/\r?\n(?:\r?\n)*[ \t]/g, "").split(/\r?\n/);
        expect(read.version.text.split("\r\n")).toEqual([
          ...unfolded.filter((line) => line !== "" && !line.startsWith("X-HOP")),
          "",
        ]);
      }),
      { numRuns: 1_000 },
    );
  });

  it("nothing that arrives makes reading throw", () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        readObject(body);
        for (const block of splitFeed(body, "a.example").blocks) cutObject(block, options);
        semanticDigest(body);
      }),
      { numRuns: 1_000 },
    );
  });
});
