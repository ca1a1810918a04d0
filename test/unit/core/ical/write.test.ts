import { describe, expect, it } from "vitest";
import { cutObject } from "../../../../src/core/ical/cut.ts";
import { splitFeed } from "../../../../src/core/ical/feed.ts";
import { readObject } from "../../../../src/core/ical/object.ts";
import { tombstone } from "../../../../src/core/ical/stamp.ts";
import { feedEnd, feedObject, feedStart, foldLine, newFeedState } from "../../../../src/core/ical/write.ts";
import { DomainError } from "../../../../src/core/model/domain-error.ts";
import type { Version } from "../../../../src/core/model/version.ts";
import { DISCAL, vcalendar, vevent, vtimezone } from "../../../support/calendar-text.ts";

const changedAt = Date.UTC(2026, 2, 2, 8, 9, 10);

function taken(...lines: readonly string[]): Version {
  const read = readObject(vcalendar(...lines));
  if (!("version" in read)) throw new Error(`refused: ${read.reason}`);
  return read.version;
}

function feedOf(versions: readonly Version[], tags: readonly string[] = []): string {
  const state = newFeedState();
  const objects = versions.map((version) => feedObject({ version, changedAt, tags }, state));
  return (
    feedStart({ name: "Pier", url: "https://node.example/feed.ics" }) + objects.join("") + feedEnd(state)
  );
}

/** What a node makes of a feed that it polls without knowing who published it. */
function digestsOf(feed: string): ReadonlyMap<string, string> {
  const options = { reviseUrl: "https://other.example/r", source: "0123456789abcdef" };
  const cuts = splitFeed(feed, "other.example").blocks.map((block) => cutObject(block, options));
  return new Map(
    cuts.map((cut) => ("version" in cut ? [cut.version.uid, cut.version.digest] : ["refused", cut.reason])),
  );
}

describe("folding", () => {
  it("leaves 75 octets alone and folds the 76th", () => {
    expect(foldLine("A".repeat(75))).toBe(`${"A".repeat(75)}\r\n`);
    expect(foldLine("A".repeat(76))).toBe(`${"A".repeat(75)}\r\n A\r\n`);
    expect(foldLine("A".repeat(150))).toBe(`${"A".repeat(75)}\r\n ${"A".repeat(74)}\r\n A\r\n`);
  });

  it("counts octets and splits no character", () => {
    expect(foldLine(`${"A".repeat(74)}üb`)).toBe(`${"A".repeat(74)}\r\n üb\r\n`);
    expect(foldLine(`${"A".repeat(72)}🎶`)).toBe(`${"A".repeat(72)}\r\n 🎶\r\n`);
    expect(foldLine(`${"A".repeat(71)}🎶`)).toBe(`${"A".repeat(71)}🎶\r\n`);
  });

  it.each(["\0", "\r", "\n", "\x1b", "\x7f"])("refuses %j", (control) => {
    expect(() => foldLine(`SUMMARY:a${control}b`)).toThrow(DomainError);
  });
});

describe("a feed", () => {
  it("says who it is, and no zone, which would move what floats", () => {
    const start = feedStart({
      name: "Pier, East",
      url: "https://node.example/feed.ics",
      refreshMinutes: 30,
      color: "teal",
      description: "a\nb\0",
    });
    expect(start.split("\r\n")).toEqual([
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//DisCal//discal/1//EN",
      "NAME:Pier\\, East",
      "X-WR-CALNAME:Pier\\, East",
      "DESCRIPTION:a\\nb",
      "X-WR-CALDESC:a\\nb",
      "SOURCE;VALUE=URI:https://node.example/feed.ics",
      "REFRESH-INTERVAL;VALUE=DURATION:PT30M",
      "X-PUBLISHED-TTL:PT30M",
      "COLOR:teal",
      "",
    ]);
  });

  it("carries an object's lines, with what makes ordinary clients follow and DisCal nodes find it", () => {
    const version = taken(
      ...vevent(
        "a",
        "SEQUENCE:3",
        "LAST-MODIFIED:20200101T000000Z",
        "SUMMARY:x",
        "X-REVISION:7",
        ...DISCAL.toSpliced(1, 1),
      ),
    );
    const text = feedObject(
      { version: { ...version, hop: 2 }, changedAt, tags: ["a,b", "c\0"] },
      newFeedState(),
    );
    expect(text.replaceAll("\r\n ", "").split("\r\n")).toEqual([
      "BEGIN:VEVENT",
      "UID:a",
      "DTSTART:20260316T190000Z",
      "SUMMARY:x",
      "X-REVISION:7",
      "X-REVISE-URL:https://a.example/discal/revise",
      "DTSTAMP:20260302T080910Z",
      "LAST-MODIFIED:20260302T080910Z",
      "SEQUENCE:7",
      "X-HOP:2",
      `X-DISCAL-OBJECT:${version.c1}`,
      "X-DISCAL-TAG:a\\,b",
      "X-DISCAL-TAG:c",
      "END:VEVENT",
      "",
    ]);
  });

  it("keeps the object's own SEQUENCE where it is greater", () => {
    const version = taken(...vevent("a", "SEQUENCE:30", ...DISCAL));
    expect(feedObject({ version, changedAt, tags: [] }, newFeedState())).toContain("\r\nSEQUENCE:30\r\n");
  });

  it("marks a deletion so that every poller learns it", () => {
    const stub = tombstone(taken(...vevent("a", "SUMMARY:x", ...DISCAL)), {
      revision: 2,
      dtstamp: changedAt,
    });
    const feed = feedOf([stub]);
    expect(feed).toContain("\r\nSTATUS:CANCELLED\r\n");
    expect(feed).not.toContain("SUMMARY");
    const cut = cutObject(splitFeed(feed, "other.example").blocks[0]!, {
      reviseUrl: "https://o.example/r",
      source: "0123456789abcdef",
    });
    expect(cut).toMatchObject({
      revised: true,
      version: { deleted: true, revision: 2, hop: 1, digest: stub.digest },
    });
  });
});

describe("the zones of a feed", () => {
  const at = (uid: string, tzid: string) => vevent(uid, `DTSTART;TZID=${tzid}:20260316T190000`, ...DISCAL);

  it.each(["Europe/Vienna", "PDT", "Pacific Standard Time", '"(UTC-05:00) Eastern Time (US & Canada)"'])(
    "define %s once, under the name that the objects use",
    (tzid) => {
      const feed = feedOf([
        taken(...at("a", tzid)),
        taken(...vtimezone("Europe/Vienna", "+0900"), ...at("b", tzid)),
      ]);
      const name = tzid.replaceAll('"', "");
      const defined = feed.replaceAll("\r\n ", "").match(/^TZID:.*$/gm);
      expect(defined).toEqual([`TZID:${name}`]);
      expect(feed).not.toContain("+0900");
    },
  );

  it("carry an object's own definition, once where objects agree", () => {
    const versions = ["a", "b"].map((uid) => taken(...vtimezone("Nowhere"), ...at(uid, "Nowhere")));
    const feed = feedOf(versions);
    expect(feed.match(/^TZID:Nowhere\r$/gm)).toHaveLength(1);
    expect(feed.match(/^BEGIN:VCALENDAR\r$/gm)).toHaveLength(1);
    expect(digestsOf(feed)).toEqual(new Map(versions.map(({ uid, digest }) => [uid, digest])));
  });

  it("put objects that mean another zone by a name into calendars of their own, after the feed", () => {
    const versions = [
      taken(...vtimezone("Nowhere", "+0130"), ...at("a", "Nowhere")),
      taken(...vtimezone("Nowhere", "+0230"), ...at("b", "Nowhere")),
      taken(...at("c", "Nowhere")),
      taken(...at("d", "Europe/Vienna")),
    ];
    for (const order of [versions, versions.toReversed()]) {
      const feed = feedOf(order);
      expect(feed.match(/^BEGIN:VCALENDAR\r$/gm)).toHaveLength(3);
      expect(digestsOf(feed)).toEqual(new Map(versions.map(({ uid, digest }) => [uid, digest])));
    }
  });

  it("do so however many there are, without holding them all", () => {
    const versions = Array.from({ length: 1_200 }, (_, index) =>
      taken(...vtimezone("Nowhere", `+${String(1000 + (index % 300))}`), ...at(String(index), "Nowhere")),
    );
    const state = newFeedState();
    let feed = feedStart({ name: "x", url: "https://node.example/feed.ics" });
    let most = 0;
    for (const version of versions) {
      feed += feedObject({ version, changedAt, tags: [] }, state);
      most = Math.max(most, state.apart.length);
    }
    expect(most).toBeLessThanOrEqual(500);
    expect(digestsOf(feed + feedEnd(state))).toEqual(
      new Map(versions.map(({ uid, digest }) => [uid, digest])),
    );
  });
});
