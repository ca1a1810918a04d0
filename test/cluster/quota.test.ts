import { describe, expect, it } from "vitest";
import { type Cluster, createCluster } from "../support/cluster.ts";
import { against } from "../support/threat.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

async function enter(cluster: Cluster, count: number): Promise<readonly string[]> {
  const uids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const start = "2026-05-20T19:30:00";
    const none = { end: null, location: null, description: null, url: null };
    const event = { title: `Songs ${n}`, start, zone: "UTC", allDay: false, tags: [], ...none };
    uids.push((await cluster.node("a").enter(event)).uid);
  }
  return uids;
}

async function known(cluster: Cluster, uids: readonly string[]): Promise<number> {
  return (await cluster.node("b").store.commons.known(uids)).size;
}

async function notices(cluster: Cluster): Promise<readonly string[]> {
  const all = await cluster.node("b").store.notices.list({ unseenOnly: false, before: null, limit: 50 });
  return all.map(({ kind }) => kind);
}

const filters = { b: { a: { quota: 5 } } };
const settings = { b: { quota: 5 } };

describe.each([
  ["of a peer", { filters }],
  ["of every peer", { settings }],
  ["of a peer, whatever that of every peer is,", { filters, settings: { b: { quota: 1 } } }],
])("the quota %s", (_, given) => {
  it(
    "puts off what is pushed beyond it, tells people once a day, and suspends nobody",
    against("identity", "a peer brings events without end", "a quota of new events a day for each peer"),
    async () => {
      await using cluster = await createCluster({ push: { a: ["b"] }, ...given });
      const waits: number[] = [];
      cluster.answer((sent, response) => {
        if (sent.status === 429) waits.push(Number(response.headers["retry-after"]));
        return response;
      });
      const first = await enter(cluster, 12);
      await cluster.advance(HOUR);
      expect(await known(cluster, first)).toBe(5);
      await cluster.advance(12 * HOUR);
      expect(await known(cluster, first)).toBe(5);
      expect(waits[0]).toBe(DAY / 1000);
      expect(await notices(cluster)).toEqual(["quota"]);

      await cluster.advance(DAY);
      expect(await known(cluster, first)).toBe(10);
      expect(await notices(cluster)).toEqual(["quota", "quota"]);
      await cluster.advance(2 * DAY);
      expect(await known(cluster, first)).toBe(12);
      const [peer] = await cluster.node("b").store.registry.all();
      expect(await cluster.node("b").store.registry.heldBack(peer?.id ?? 0)).toBeNull();
    },
  );

  it("lets a pull stop, and go on a day later", async () => {
    await using cluster = await createCluster({ push: {}, poll: { b: ["a"] }, ...given });
    const uids = await enter(cluster, 12);
    await cluster.advance(2 * HOUR);
    expect(await known(cluster, uids)).toBe(5);
    const before = cluster.traffic.length;
    await cluster.advance(20 * HOUR);
    expect(cluster.traffic.length).toBe(before);
    await cluster.advance(2 * DAY);
    expect(await known(cluster, uids)).toBe(12);
    const [health] = await cluster.node("b").store.registry.health();
    expect(health).toMatchObject({ failures: 0, suspended: false });
  });

  it("forgets nothing of what a peer gives late, and what is beyond it", async () => {
    await using cluster = await createCluster({ push: {}, poll: { b: ["a"] }, ...given });
    const uids = await enter(cluster, 12);
    let gives = false;
    cluster.answer(({ request }, response) => {
      // Without a comparison of digests, which would find what was forgotten.
      if (request.url.endsWith("/.well-known/discal"))
        return {
          ...response,
          body: Buffer.from(Buffer.from(response.body).toString().replace('"digest":', '"digest-":')),
        };
      return request.url.endsWith("/objects") && !gives ? { ...response, body: new Uint8Array() } : response;
    });
    await cluster.advance(HOUR);
    expect(await known(cluster, uids)).toBe(0);
    gives = true;
    await cluster.advance(4 * HOUR);
    expect(await known(cluster, uids)).toBe(5);
    await cluster.advance(4 * DAY);
    expect(await known(cluster, uids)).toBe(12);
  });

  it("never stands in the way of what changes", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] }, ...given });
    const [uid = ""] = await enter(cluster, 5);
    await cluster.settle();
    for (let n = 0; n < 7; n += 1) await cluster.node("a").edit(uid, { title: `Night ${n}` });
    await cluster.settle();
    expect((await cluster.node("b").store.commons.get(uid))?.winner?.revision).toBe(7);
    expect(await notices(cluster)).toEqual([]);
  });
});

describe("a plain feed", () => {
  const FEED = "https://library.example/calendar.ics";
  const calendar = (...uids: readonly string[]) =>
    [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      ...uids.flatMap((uid) => ["BEGIN:VEVENT", `UID:${uid}`, "DTSTART:20260401T100000Z", "END:VEVENT"]),
      "END:VCALENDAR",
      "",
    ].join("\r\n");
  const all = Array.from({ length: 12 }, (_, n) => `${n}@library.example`);

  it(
    "is held to the quota, too: the rest waits, the operator is told, and nothing that is stored is lost",
    against(
      "identity",
      "a feed brings 100,000 new events at each poll",
      "a quota of new events a day for each feed",
    ),
    async () => {
      await using cluster = await createCluster({ push: {}, poll: { b: [FEED] }, settings });
      const { store } = cluster.node("b");
      cluster.serveFeed(FEED, calendar(...all));
      await cluster.advance(3 * HOUR);
      expect(await known(cluster, all)).toBe(5);
      expect(await notices(cluster)).toEqual(["quota"]);
      const [health] = await store.registry.health();
      expect(health).toMatchObject({ failures: 0, suspended: false, events: 5 });
      expect(health?.refused.map(({ rule }) => rule)).toEqual(Array(7).fill("quota"));
      // What it changes comes all the same, and nothing of it counts as gone.
      cluster.serveFeed(FEED, calendar(...all).replace("20260401T100000Z", "20260402T100000Z"));
      await cluster.advance(2 * HOUR);
      const first = await store.commons.get(all[0] ?? "");
      expect([first?.winner?.revision, first?.sightings[0]?.missingSince]).toEqual([2, null]);
      await cluster.advance(3 * DAY);
      expect(await known(cluster, all)).toBe(12);
      expect((await store.registry.health())[0]?.refused).toEqual([]);
    },
  );
});
