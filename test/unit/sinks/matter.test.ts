import { expect, it } from "vitest";
import type { Version } from "../../../src/core/model/version.ts";
import { byRank } from "../../../src/core/reconcile/rank.ts";
import { isOpen, matterFrom, matterTag } from "../../../src/sinks/matter.ts";
import type { StandingVersion, StoredObject } from "../../../src/store/commons.ts";
import { version } from "../../support/versions.ts";

const CALENDAR = (title: string) =>
  `BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1@a.example\r\nDTSTART:20260316T190000Z\r\nSUMMARY:${title}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;

/** What is kept of versions that came at these moments. */
function stored(
  came: readonly (readonly [title: string, at: number, given?: Partial<Version>])[],
): StoredObject {
  const standing = came.map(([title, receivedAt, given = {}]): StandingVersion => ({
    version: version({ content: title, text: CALENDAR(title), ...given }),
    receivedAt,
    receivedFrom: null,
    enteredBy: null,
    waits: false,
  }));
  const versions = standing.map((each) => each.version).toSorted(byRank);
  return {
    uid: "1@a.example",
    state: { uid: "1@a.example", signed: null, open: { revision: 1, versions } },
    winner: versions[0]!,
    shown: versions[0]!,
    overlay: null,
    admitted: true,
    standing,
    changedAt: 0,
    sightings: [],
    history: [],
  };
}

const matterOf = (...came: Parameters<typeof stored>[0]) => matterFrom(stored(came), [], () => "a person");
const titles = (matter: ReturnType<typeof matterOf>) =>
  matter.versions.map(({ number }, index) => `${number} ${matter.fields[0]!.says[index]!.text}`);

it("numbers versions as they came, so that a number stays when another comes, whoever wins", () => {
  const came = ["a", "b", "c", "d", "e", "f"].map((title, index) => [title, index] as const);
  for (let count = 2; count <= came.length; count++)
    expect(titles(matterOf(...came.slice(0, count).toReversed()))).toEqual(
      came.slice(0, count).map(([title], index) => `${index + 1} ${title}`),
    );
});

it("is another tag as soon as another version stands", () => {
  const tags = [
    stored([["a", 1]]),
    stored([
      ["a", 1],
      ["b", 2],
    ]),
    stored([
      ["a", 1],
      ["c", 2],
    ]),
  ].map(matterTag);
  expect(new Set(tags).size).toBe(3);
  expect(tags[0]).toBe("1");
});

it.each([
  ["the only one", [["a", 1]], "the only version of its revision", false],
  [
    "a deletion",
    [
      ["a", 1],
      ["b", 2, { deleted: true, cancelled: true }],
    ],
    "a deletion goes before all else",
    true,
  ],
  [
    "a cancellation",
    [
      ["a", 1],
      ["b", 2, { cancelled: true }],
    ],
    "a cancellation goes before",
    true,
  ],
  [
    "any",
    [
      ["a", 1],
      ["b", 2],
    ],
    "its digest is the greatest",
    true,
  ],
] as const)("says why %s wins", (_, came, why, open) => {
  const matter = matterOf(...came);
  expect(matter.versions.find(({ state }) => state === "wins")?.why).toContain(why);
  expect(isOpen(matter)).toBe(open);
});

it("compares only what is kept in full, and names the rest", () => {
  const { versions, fields } = matterOf(["a", 1], ["b", 2, { text: "" }]);
  expect(versions).toHaveLength(2);
  expect(fields[0]?.says[1]).toBeNull();
});
