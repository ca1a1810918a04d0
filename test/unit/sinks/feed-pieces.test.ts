import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { keepFeeds } from "../../../src/serve/feeds/kept-feeds.ts";
import { feedPieces } from "../../../src/sinks/feed-pieces.ts";
import { calendarStream } from "../../../src/sinks/icalendar.ts";
import type { Store } from "../../../src/store/contract.ts";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { declared, deletion, feedSite, HOUR, NOW, poll, version, vevent } from "../../contract/samples.ts";
import { against } from "../../support/threat.ts";

const heading = { name: "Feed", url: "https://a.example/feed.ics" };
const HIDDEN = { hidden: true, kept: null, frozen: null, note: "" };
const selection = { tombstonesSince: 0 };

/** A feed that is kept from one asking to the next, held against the same feed made at once. */
function keeper(store: Store) {
  const feeds = keepFeeds();
  let asked = 0;
  return async (): Promise<{ readonly text: string; readonly made: number }> => {
    let made = 0;
    const commons: Pick<Store["commons"], "published" | "outline"> = {
      outline: (wanted) => store.commons.outline(wanted),
      published: (wanted) => {
        made += 1;
        return store.commons.published(wanted);
      },
    };
    const parts = feeds.make("/feed.ics", String((asked += 1)), (known) =>
      feedPieces(commons, selection, heading, { level: 4, known }),
    );
    const body = Buffer.concat(await Array.fromAsync(parts));
    expect(feeds.find("/feed.ics", String(asked))).toEqual(body);
    const text = gunzipSync(body).toString();
    const whole = await Array.fromAsync(calendarStream(store.commons, selection, heading));
    expect(text).toBe(whole.join(""));
    return { text, made };
  };
}

async function full(store: Store, count: number): Promise<void> {
  const versions = Array.from({ length: count }, (_, n) => version(`${n}@a`, 1));
  await store.commons.apply(
    versions.map((each) => ({ version: each, siteId: null })),
    NOW,
  );
}

it("makes anew only the stretch in which something changed, came or went", async () => {
  await using store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
  await full(store, 800);
  const ask = keeper(store);
  expect((await ask()).made).toBeGreaterThan(5);
  expect((await ask()).made).toBe(0);
  const apply = (...versions: readonly ReturnType<typeof version>[]) =>
    store.commons.apply(
      versions.map((each) => ({ version: each, siteId: null })),
      NOW + HOUR,
    );
  await apply(version("700@a", 2, { SUMMARY: "Changed" }));
  const changed = await ask();
  expect(changed.made).toBe(1);
  expect(changed.text).toContain("SUMMARY:Changed");
  await apply(version("700a@a", 1, { SUMMARY: "New" }));
  expect((await ask()).made).toBeLessThanOrEqual(2);
  await apply(deletion("30@a", 2));
  expect((await ask()).made).toBe(1);
  await store.commons.overlay("31@a", HIDDEN, NOW + HOUR);
  const hidden = await ask();
  expect(hidden.text).not.toContain("UID:31@a");
  expect(hidden.made).toBe(1);
});

it("carries new tags of a site on all that it shows", async () => {
  await using store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
  const [a = 0] = await declared(store, feedSite("a"));
  await poll(store, a, [vevent("1@a"), vevent("2@a")]);
  const ask = keeper(store);
  expect((await ask()).text).not.toContain("X-DISCAL-TAG");
  await declared(store, feedSite("a", { tags: ["music"] }));
  expect((await ask()).text.match(/X-DISCAL-TAG:music/g)).toHaveLength(2);
});

it("defines each zone before the first event that names it, whichever that is by now", async () => {
  await using store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
  await full(store, 600);
  const ask = keeper(store);
  const berlin = (uid: string, revision: number) =>
    version(uid, revision, { DTSTART: undefined, "DTSTART;TZID=Europe/Berlin": "20260320T190000" });
  const apply = (one: ReturnType<typeof version>) =>
    store.commons.apply([{ version: one, siteId: null }], NOW + HOUR);
  await apply(berlin("500@a", 2));
  expect((await ask()).text.match(/^BEGIN:VTIMEZONE/gm)).toHaveLength(1);
  await apply(berlin("100@a", 2));
  const { text } = await ask();
  expect(text.match(/^BEGIN:VTIMEZONE/gm)).toHaveLength(1);
  expect(text.indexOf("BEGIN:VTIMEZONE")).toBeLessThan(text.indexOf("UID:100@a"));
  await apply(berlin("500@a", 3));
  expect((await ask()).made).toBe(1);
  await apply(version("100@a", 3));
  expect((await ask()).text.match(/^BEGIN:VTIMEZONE/gm)).toHaveLength(1);
});

it("loses nothing where the feed is written to while it is made", async () => {
  await using store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
  await full(store, 300);
  let isWritten = false;
  const commons: Pick<Store["commons"], "published" | "outline"> = {
    outline: (wanted) => store.commons.outline(wanted),
    published: async (wanted) => {
      if (!isWritten) {
        isWritten = true;
        const first = version("00@a", 1);
        await store.commons.apply([{ version: first, siteId: null }], NOW);
      }
      return store.commons.published(wanted);
    },
  };
  const pieces = feedPieces(commons, selection, heading, { level: 4, known: new Map() });
  const feeds = keepFeeds();
  const body = Buffer.concat(await Array.fromAsync(feeds.make("/", "1", () => pieces)));
  expect(gunzipSync(body).toString().match(/^UID:/gm)).toHaveLength(301);
});

it(
  "lets others have their turn after each stretch that is made, and between the marks of all",
  against(
    "load",
    "a stranger takes a kept feed of 100,000 events after a change",
    "others have their turn after each stretch that is made, and each 1,000 marks",
  ),
  async () => {
    let [inOneTurn, most, done] = [0, 0, false];
    const turn = (): void => {
      inOneTurn = 0;
      if (!done) setImmediate(turn);
    };
    setImmediate(turn);
    await using store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
    await full(store, 1_100);
    const counted = <In, Out>(work: (input: In) => Promise<Out>) => {
      return (input: In): Promise<Out> => {
        most = Math.max(most, (inOneTurn += 1));
        return work(input);
      };
    };
    const commons = { outline: counted(store.commons.outline), published: counted(store.commons.published) };
    await Array.fromAsync(feedPieces(commons, selection, heading, { level: 4, known: new Map() }));
    done = true;
    expect(most).toBe(1);
  },
);
