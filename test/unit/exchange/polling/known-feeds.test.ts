import { hash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { lastBodiesOf } from "../../../../src/exchange/polling/last-bodies.ts";
import { type FeedReader, readFeed } from "../../../../src/exchange/polling/read-feed.ts";
import type { ReadOrder } from "../../../../src/workshop/read-feed.ts";
import { createWorkshopHere } from "../../../../src/workshop/in-process.ts";
import { openStore } from "../../../../src/store/sqlite/open.ts";
import type { Store } from "../../../../src/store/contract.ts";
import { declared, feedSite, HOUR, NOW } from "../../../contract/samples.ts";

/** What a feed shows: each event by its number, as edition, kind and stamp say it. */
interface Shown {
  readonly n: number;
  readonly edition: number;
  readonly kind:
    "plain" | "folded" | "override" | "nameless" | "alarm" | "private" | "broken" | "umlaut" | "double";
}

function event({ n, edition, kind }: Shown, stamp: number): string {
  const uid = kind === "folded" ? `UID:${n}-\r\n ${"x".repeat(40)}@feed.example` : `UID:${n}@feed.example`;
  const lines = [
    "BEGIN:VEVENT",
    ...(kind === "nameless" ? [] : [uid]),
    `DTSTAMP:20260301T00${String(stamp).padStart(2, "0")}00Z`,
    `DTSTART:202604${String(1 + (n % 28)).padStart(2, "0")}T190000Z`,
    ...(kind === "broken" ? ["DTEND:nonsense", "DTSTART:nonsense"] : []),
    ...(kind === "private" ? ["CLASS:PRIVATE"] : []),
    `SUMMARY:${kind === "umlaut" ? "Übung" : "Evening"} ${n}, edition ${edition}`,
    ...(kind === "alarm"
      ? ["BEGIN:VALARM", "UID:7@feed.example", "ACTION:DISPLAY", "TRIGGER:-PT5M", "END:VALARM"]
      : []),
    "END:VEVENT",
    "",
  ].join("\r\n");
  if (kind === "double") return lines + lines;
  if (kind !== "override") return lines;
  return lines.replace("SUMMARY", "RRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY");
}

/** The overrides stand apart, at the end of the feed. */
function overrideOf({ n, edition }: Shown): string {
  const day = String(1 + (n % 28)).padStart(2, "0");
  return event({ n, edition, kind: "plain" }, 0).replace(
    "DTSTART",
    `RECURRENCE-ID:202604${day}T190000Z\r\nDTSTART`,
  );
}

function feed(shown: readonly Shown[], stamp: number, frame: string): string {
  const overrides = shown.filter(({ kind, edition }) => kind === "override" && edition % 2 === 1);
  const events = [...shown.map((each) => event(each, stamp)), ...overrides.map(overrideOf)];
  return `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:${frame}\r\n${events.join("")}BEGIN:VTODO\r\nUID:todo\r\nEND:VTODO\r\nEND:VCALENDAR\r\n`;
}

const ALL = {
  ration: async (_site: unknown, versions: readonly unknown[]) => ({ taken: versions, over: null }),
};

function readerOf(store: Store, read: (order: ReadOrder) => void = () => {}): FeedReader {
  const workshop = createWorkshopHere();
  const self = { reviseUrl: "https://node.example/discal/revise", allow: [], host: "node.example" };
  return {
    self: self as never,
    store,
    clock: () => NOW,
    brake: ALL as never,
    workshop: {
      readFeed: (order) => {
        read(order);
        return workshop.readFeed(order);
      },
    },
  };
}

async function place() {
  const store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
  const [id = 0] = await declared(store, feedSite("a"));
  const site = (await store.registry.byId(id)) ?? expect.fail();
  let before: string | null = null;
  return {
    store,
    id,
    poll: async (text: string, read?: (order: ReadOrder) => void, knows = true) => {
      const body = Buffer.from(text);
      const bodyHash = hash("sha256", body);
      const validators = { etag: null, lastModified: null, nextPoll: () => NOW + HOUR };
      const feed = { site, bodyHash, body, ...validators, ...(knows && { before }) };
      before = bodyHash;
      return readFeed(readerOf(store, read), feed);
    },
  };
}

const kinds = [
  "plain",
  "plain",
  "plain",
  "folded",
  "override",
  "nameless",
  "alarm",
  "private",
  "broken",
  "umlaut",
  "double",
] as const;

it("comes to the same for a feed of which most is known as for one that is read anew, whatever changed", async () => {
  const shown = fc.record({
    n: fc.nat(12),
    edition: fc.nat(2),
    kind: fc.constantFrom(...kinds),
  });
  const editions = fc.array(
    fc.record({
      shown: fc.uniqueArray(shown, { selector: ({ n }) => n, maxLength: 10 }),
      keep: fc.nat(12),
      stamp: fc.nat(1),
      frame: fc.constantFrom("A", "A", "A", "B"),
    }),
    { minLength: 2, maxLength: 6 },
  );
  let known = 0;
  await fc.assert(
    fc.asyncProperty(editions, async (polls) => {
      const [fast, slow] = [await place(), await place()];
      await using _fast = fast.store;
      await using _slow = slow.store;
      let last: readonly Shown[] = [];
      for (const { shown: drawn, keep, stamp, frame } of polls) {
        // Most of it stays from poll to poll.
        const fresh = drawn.filter(({ n }) => !last.slice(0, keep).some((one) => one.n === n));
        last = [...last.slice(0, keep), ...fresh];
        const text = feed(last, stamp, frame);
        const orders: ReadOrder[] = [];
        const found = await fast.poll(text, (order) => orders.push(order));
        if (orders[0] !== undefined && orders[0].body.length < text.length) known += 1;
        const all = await slow.poll(text, undefined, false);
        expect(sorted(found)).toEqual(sorted(all));
      }
    }),
    { numRuns: 25 },
  );
  expect(known).toBeGreaterThan(8);
}, 120_000);

/** By UID, whatever the order in which they were looked at. */
function sorted(summary: object): object {
  const lists = Object.entries(summary).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map((one) => JSON.stringify(one)).toSorted() : value,
  ]);
  return Object.fromEntries(lists);
}

it("reads only what changed, and knows nothing once another body was read in between", async () => {
  const { store, id, poll } = await place();
  await using _store = store;
  const plain = (edition: number) =>
    feed(
      Array.from({ length: 200 }, (_, n) => ({ n, edition: n === 7 ? edition : 0, kind: "plain" as const })),
      edition,
      "A",
    );
  const sizes: number[] = [];
  const read = (order: ReadOrder) => sizes.push(order.body.length);
  await poll(plain(0), read);
  const { revised, unchanged, vanished } = await poll(plain(1), read);
  expect([revised, unchanged, vanished]).toEqual([["7@feed.example"], 199, []]);
  expect(sizes[1]).toBeLessThan(1_000);
  const kept = lastBodiesOf(store).of(id) ?? expect.fail();
  lastBodiesOf(store).keep(id, { ...kept, bodyHash: "of another" });
  await poll(plain(2), read);
  expect(sizes[2]).toBe(sizes[0]);
});

it("notices that a replaced happening is replaced no more, though the event itself stays as it was", async () => {
  const { store, poll } = await place();
  await using _store = store;
  const whole: Shown = { n: 3, edition: 1, kind: "override" };
  const rest = Array.from({ length: 20 }, (_, n) => ({ n: n + 4, edition: 0, kind: "plain" as const }));
  const text = feed([whole, ...rest], 0, "A");
  await poll(text);
  const without = text.replace(overrideOf(whole), "");
  expect(without).not.toBe(text);
  expect((await poll(without)).revised).toEqual(["3@feed.example"]);
});
