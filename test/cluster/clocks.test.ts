import { describe, expect, it } from "vitest";
import { createCluster } from "../support/cluster.ts";
import { evening } from "../support/evening.ts";
import { against } from "../support/threat.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const YEAR = 365 * 24 * HOUR;
describe("a node whose clock was wrong for a while", () => {
  it("goes on pushing once it is right again, without anybody's help", async () => {
    const skew = { a: -HOUR };
    await using cluster = await createCluster({ push: { a: ["b"] }, skew });
    const [a, b] = [cluster.node("a"), cluster.node("b")];
    const { uid } = await a.enter(evening);
    await a.tick();
    expect((await a.store.deliveries.lag())[0]).toMatchObject({ stopped: false, failures: 1 });
    skew.a = 0;
    await cluster.settle();
    expect((await b.store.commons.get(uid))?.winner).toMatchObject({ revision: 0 });
  });
});

const FEED = "https://plain.example/feed.ics";
const CALENDAR =
  "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:1@plain.example\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260401T100000Z\r\nSUMMARY:Reading\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

describe("polls of a node whose clock jumps", () => {
  it.each([
    ["a year ahead and back", YEAR],
    ["ten hours ahead and back", 10 * HOUR],
    ["a year back and ahead", -YEAR],
  ])(
    "%s are neither lost nor doubled",
    against(
      "time",
      "the clock is wrong for a while, and set right",
      "what is due moves with the clock; each poll once",
    ),
    async (_, jump) => {
      const skew = { b: 0 };
      await using cluster = await createCluster({ push: { a: [], b: ["a"] }, poll: { b: [FEED] }, skew });
      cluster.serveFeed(FEED, CALENDAR);
      const polls = () => cluster.traffic.filter(({ request }) => request.url === FEED).length;
      await cluster.stride(3 * HOUR, 10 * MINUTE);
      for (const wrong of [jump, 0]) {
        skew.b = wrong;
        const before = polls();
        await cluster.stride(12 * HOUR, 10 * MINUTE);
        expect(polls() - before).toBeGreaterThanOrEqual(10);
        expect(polls() - before).toBeLessThanOrEqual(13);
      }
      const { state } = (await cluster.node("b").store.commons.get("1@plain.example")) ?? {};
      expect(state?.open).toMatchObject({ revision: 1, versions: [{ revision: 1 }] });
    },
  );

  it(
    "goes on pushing to a peer that failed while the clock was ahead",
    against(
      "time",
      "the clock is wrong for a while, and set right",
      "what is due moves with the clock; each poll once",
    ),
    async () => {
      const skew = { a: YEAR };
      await using cluster = await createCluster({ push: { a: ["b"] }, skew });
      const { uid } = await cluster.node("a").enter(evening);
      await cluster.stride(HOUR, 10 * MINUTE);
      expect(await cluster.node("b").store.commons.get(uid)).toBeNull();
      skew.a = 0;
      await cluster.stride(3 * HOUR, 10 * MINUTE);
      expect(await cluster.node("b").store.commons.get(uid)).not.toBeNull();
    },
  );
});

describe.each([
  ["before", -YEAR],
  ["ahead", YEAR],
] as const)("a peer whose clock is a year %s", (_, skew) => {
  it(
    "is refused what it pushes, in plain words, is still read by polls, and decides no conflict by its clock",
    against(
      "time",
      "a peer's clock is a year wrong",
      "its pushes are refused in plain words; no winner depends on a clock",
    ),
    async () => {
      await using cluster = await createCluster({
        push: { a: ["b"], b: ["a"] },
        poll: { a: ["b"], b: ["a"] },
        skew: { a: skew },
      });
      const [a, b] = [cluster.node("a"), cluster.node("b")];
      const { uid } = await a.enter(evening);
      await a.tick();
      const [lag] = await a.store.deliveries.lag();
      expect(lag?.lastError).toMatch(/answered 401: .*(clock|seconds|ago|ahead|future|past)/i);
      expect(cluster.traffic.some(({ from, status }) => from === "a" && status === 401)).toBe(true);

      await cluster.advance(2 * HOUR);
      expect((await b.store.commons.get(uid))?.winner).toMatchObject({ revision: 0 });
      await a.edit(uid, { title: "By a" });
      await b.edit(uid, { title: "By b" });
      await cluster.advance(4 * HOUR);
      const winners = await Promise.all(
        [a, b].map(async ({ store }) => (await store.commons.get(uid))?.winner),
      );
      expect(winners[0]?.digest).toBe(winners[1]?.digest);
      for (const node of [a, b]) expect((await node.store.commons.get(uid))?.standing).toHaveLength(2);
    },
  );
});
