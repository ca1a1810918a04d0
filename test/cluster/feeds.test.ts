import { describe, expect, it } from "vitest";
import { createCluster, type Cluster } from "../support/cluster.ts";
import { against } from "../support/threat.ts";

const HOUR = 3_600_000;
const FEED = "https://library.example/calendar.ics";
const OTHER = "https://aggregator.example/all.ics";

function feed(...events: readonly (readonly string[])[]): string {
  const lines = events.flatMap((event) => ["BEGIN:VEVENT", ...event, "END:VEVENT"]);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", ...lines, "END:VCALENDAR", ""].join("\r\n");
}

function event(uid: string, title: string, ...more: readonly string[]): string[] {
  return [`UID:${uid}`, "DTSTAMP:20260101T000000Z", "DTSTART:20260401T100000Z", `SUMMARY:${title}`, ...more];
}

async function winnerAt(cluster: Cluster, name: string, uid: string) {
  return (await cluster.node(name).store.commons.get(uid))?.winner;
}

async function digests(cluster: Cluster, uid: string): Promise<Set<string | undefined>> {
  const winners = await Promise.all(Object.keys(cluster.nodes).map((name) => winnerAt(cluster, name, uid)));
  return new Set(winners.map((winner) => (winner ? `${winner.revision} ${winner.digest}` : undefined)));
}

describe("plain feeds in a network", () => {
  it("polled by two nodes that push to each other come to the same versions, and to no conflict", async () => {
    await using cluster = await createCluster({
      push: { a: ["b"], b: ["a", "c"] },
      poll: { a: [FEED], b: [FEED] },
    });
    cluster.serveFeed(FEED, feed(event("1", "Story time"), event("2", "Chess")));
    await cluster.advance(3 * HOUR);
    cluster.serveFeed(FEED, feed(event("1", "Story time, moved"), event("2", "Chess")));
    await cluster.advance(3 * HOUR);
    expect((await digests(cluster, "1")).size).toBe(1);
    expect((await digests(cluster, "2")).size).toBe(1);
    expect(await winnerAt(cluster, "c", "1")).toMatchObject({ revision: 2, by: "feed" });
    expect(await winnerAt(cluster, "c", "2")).toMatchObject({ revision: 1 });
    for (const node of Object.values(cluster.nodes)) {
      expect(await node.store.statistics()).toMatchObject({ conflicts: 0, events: 2 });
    }
    const before = cluster.traffic.filter(({ request }) => request.method === "POST").length;
    await cluster.advance(24 * HOUR);
    expect(cluster.traffic.filter(({ request }) => request.method === "POST").length).toBe(before);
  });

  it("pass a cancellation on to those who never poll", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] }, poll: { a: [FEED] } });
    cluster.serveFeed(FEED, feed(event("1", "Concert")));
    await cluster.advance(HOUR);
    cluster.serveFeed(FEED, feed(event("1", "Concert", "STATUS:CANCELLED")));
    await cluster.advance(3 * HOUR);
    expect(await winnerAt(cluster, "b", "1")).toMatchObject({ revision: 2, cancelled: true });
    const page = await cluster.node("b").store.commons.list({ limit: 10 });
    expect(page.rows[0]?.event.cancelled).toBe(true);
  });

  it("that show one event in two places let the first lead, and the second take over when it is gone", async () => {
    await using cluster = await createCluster({ push: {}, poll: { a: [FEED, OTHER] } });
    cluster.serveFeed(FEED, feed(event("1", "From the library")));
    cluster.serveFeed(OTHER, feed(event("1", "From the aggregator")));
    await cluster.advance(3 * HOUR);
    const { store } = cluster.node("a");
    expect(await winnerAt(cluster, "a", "1")).toMatchObject({ revision: 1 });
    expect((await store.commons.list({ limit: 5 })).rows.map((row) => row.event.title)).toEqual([
      "From the library",
    ]);
    cluster.serveFeed(FEED, feed());
    await cluster.advance(3 * HOUR);
    expect(await winnerAt(cluster, "a", "1")).toMatchObject({ revision: 1 });
    cluster.serveFeed(OTHER, feed(event("1", "From the aggregator, changed")));
    await cluster.advance(3 * HOUR);
    expect(await winnerAt(cluster, "a", "1")).toMatchObject({ revision: 2 });
  });

  it("that are no calendar for a while change nothing, and are read again afterwards", async () => {
    await using cluster = await createCluster({ push: {}, poll: { a: [FEED] } });
    cluster.serveFeed(FEED, feed(event("1", "Story time")));
    await cluster.advance(HOUR);
    cluster.serveFeed(FEED, "<!doctype html><title>Maintenance</title>");
    await cluster.advance(3 * HOUR);
    const { store } = cluster.node("a");
    expect((await store.commons.get("1"))?.sightings[0]?.missingSince).toBeNull();
    const [health] = await store.registry.health();
    expect(health?.lastReason).toMatch(/web page/);
    cluster.serveFeed(FEED, feed(event("1", "Story time, again")));
    await cluster.advance(24 * HOUR);
    expect(await winnerAt(cluster, "a", "1")).toMatchObject({ revision: 2 });
    expect((await store.registry.health())[0]).toMatchObject({ failures: 0, failingSince: null });
  });

  it(
    "that mark private what was public take it back everywhere",
    against("privacy", "an event becomes private after it was passed on", "a deletion follows it everywhere"),
    async () => {
      await using cluster = await createCluster({ push: { a: ["b"] }, poll: { a: [FEED] } });
      cluster.serveFeed(FEED, feed(event("1", "Dinner at Anna's")));
      await cluster.advance(HOUR);
      cluster.serveFeed(FEED, feed(event("1", "Dinner at Anna's", "CLASS:PRIVATE")));
      await cluster.advance(3 * HOUR);
      for (const name of ["a", "b"]) {
        expect(await winnerAt(cluster, name, "1")).toMatchObject({ revision: 2, deleted: true });
        expect((await cluster.node(name).store.commons.list({ limit: 5 })).rows).toEqual([]);
      }
    },
  );

  it("that mark private what people have changed since take it back, too, and those are told", async () => {
    await using cluster = await createCluster({ push: { a: ["b"], b: ["a"] }, poll: { a: [FEED] } });
    cluster.serveFeed(FEED, feed(event("1", "Dinner at Anna's")));
    await cluster.advance(HOUR);
    await cluster.node("b").edit("1", { title: "Dinner at Anna's, at seven" });
    await cluster.settle();
    cluster.serveFeed(FEED, feed(event("1", "Dinner at Anna's", "CLASS:PRIVATE")));
    await cluster.advance(3 * HOUR);
    for (const name of ["a", "b"])
      expect(await winnerAt(cluster, name, "1")).toMatchObject({ revision: 3, deleted: true });
    const told = await cluster.node("b").store.notices.list({ unseenOnly: true, before: null, limit: 9 });
    expect(told.map(({ kind, uid }) => [kind, uid])).toContainEqual(["overtaken", "1"]);
    await cluster.node("b").restore("1", null);
    await cluster.advance(24 * HOUR);
    for (const name of ["a", "b"])
      expect(await winnerAt(cluster, name, "1")).toMatchObject({ revision: 4, deleted: false });
  });

  it(
    "that make private again what they had shown again take it back at once, and its words are served no more",
    against(
      "privacy",
      "the words of a withdrawn event are asked for by digest",
      "only standing versions are served",
    ),
    async () => {
      await using cluster = await createCluster({ push: { a: ["b"] }, poll: { a: [FEED] } });
      const { store } = cluster.node("a");
      const [shown, hidden] = [
        feed(event("1", "Dinner at Anna's")),
        feed(event("1", "Dinner at Anna's", "CLASS:PRIVATE")),
      ];
      cluster.serveFeed(FEED, shown);
      await cluster.advance(HOUR);
      const c1 = (await winnerAt(cluster, "a", "1"))?.c1 ?? "";
      cluster.serveFeed(FEED, hidden);
      await cluster.advance(2 * HOUR);
      expect(await store.commons.byExactDigest([c1])).toEqual([]);
      cluster.serveFeed(FEED, shown);
      await cluster.advance(24 * HOUR);
      expect(await winnerAt(cluster, "b", "1")).toMatchObject({ deleted: false });
      cluster.serveFeed(FEED, hidden);
      await cluster.advance(2 * HOUR);
      expect(await winnerAt(cluster, "b", "1")).toMatchObject({ deleted: true });
    },
  );

  it("that never showed an event to the public say nothing of it, whoever else does", async () => {
    await using cluster = await createCluster({
      push: { a: ["b"], b: ["a"] },
      poll: { a: [FEED], b: [OTHER] },
    });
    cluster.serveFeed(FEED, feed(event("1", "Dinner for everybody")));
    await cluster.advance(HOUR);
    cluster.serveFeed(OTHER, feed(event("1", "Dinner with Anna", "CLASS:PRIVATE")));
    await cluster.advance(3 * HOUR);
    for (const name of ["a", "b"]) {
      expect(await winnerAt(cluster, name, "1")).toMatchObject({ revision: 1, deleted: false });
    }
  });

  it("lead also after their events have come back from peers in a circle", async () => {
    await using cluster = await createCluster({ push: { a: ["b"], b: ["c"], c: ["a"] } });
    const a = cluster.node("a");
    await a.importFile("club.ics", feed(event("1", "Training")));
    await cluster.settle();
    const summary = await a.importFile("club.ics", feed(event("1", "Training, indoors")));
    expect(summary.revised).toEqual(["1"]);
    await cluster.settle();
    expect((await digests(cluster, "1")).size).toBe(1);
    expect(await winnerAt(cluster, "c", "1")).toMatchObject({ revision: 2 });
  });

  it("that carry revisions are followed also where only the revision grows", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] }, poll: { a: [FEED] } });
    cluster.serveFeed(FEED, feed(event("1", "Concert", "X-REVISION:3")));
    await cluster.advance(2 * HOUR);
    cluster.serveFeed(FEED, feed(event("1", "Concert", "X-REVISION:5")));
    await cluster.advance(2 * HOUR);
    expect(await winnerAt(cluster, "b", "1")).toMatchObject({ revision: 5 });
    const before = (await cluster.node("a").store.statistics()).lastChange;
    await cluster.advance(5 * HOUR);
    expect((await cluster.node("a").store.statistics()).lastChange).toBe(before);
  });
});
