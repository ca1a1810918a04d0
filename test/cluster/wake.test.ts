import { describe, expect, it } from "vitest";
import { createCluster, urlOf } from "../support/cluster.ts";

const HOUR = 3_600_000;
const event = {
  title: "Evening of songs",
  start: "2026-03-20T19:30:00",
  end: null,
  zone: "America/Los_Angeles",
  allDay: false,
  location: null,
  description: null,
  url: null,
  tags: [],
};

describe("a peer whose answers have stopped deliveries", () => {
  it("is left alone, until it pushes itself: then it gets what it missed", async () => {
    await using cluster = await createCluster({ push: { a: ["b"], b: ["a"] } });
    const { store } = cluster.node("b");
    const refusing = (await store.registry.all()).map((site) => ({ ...site, declared: "file" as const }));
    await cluster.node("b").redeclare(refusing.map((site) => ({ ...site, accept: false })));
    await cluster.node("a").enter(event);
    await cluster.advance(24 * HOUR);
    const lag = async () => (await cluster.node("a").store.deliveries.lag())[0];
    expect(await lag()).toMatchObject({ stopped: true, backlog: 1 });
    expect((await lag())?.lastError).toContain("403");
    const before = cluster.traffic.length;
    await cluster.advance(24 * HOUR);
    expect(cluster.traffic.length).toBe(before);

    await cluster.node("b").redeclare(refusing);
    await cluster.node("b").enter({ ...event, title: "From b" });
    await cluster.settle();
    expect(await lag()).toMatchObject({ stopped: false, backlog: 0 });
    const titles = (await store.commons.list({ limit: 5 })).rows.map((row) => row.event.title);
    expect(titles.toSorted()).toEqual(["Evening of songs", "From b"]);
  });

  it("is tried again where it does not know us yet: of two operators one adds the other first", async () => {
    await using cluster = await createCluster({ push: { a: ["b"], b: ["a"] } });
    const { store } = cluster.node("b");
    const knowing = (await store.registry.all()).map((site) => ({ ...site, declared: "file" as const }));
    await cluster.node("b").redeclare([]);
    await cluster.node("a").enter(event);
    await cluster.advance(1_000);
    const lag = async () => (await cluster.node("a").store.deliveries.lag())[0];
    expect(await lag()).toMatchObject({ stopped: false, backlog: 1 });

    await cluster.node("b").redeclare(knowing);
    await cluster.advance(HOUR);
    expect(await lag()).toMatchObject({ backlog: 0, failures: 0 });
    expect((await store.commons.list({ limit: 5 })).rows).toHaveLength(1);
  });

  it("says why, in words of the peer", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    await cluster.node("b").redeclare([]);
    await cluster.node("a").enter(event);
    await cluster.advance(1_000);
    const [lag] = await cluster.node("a").store.deliveries.lag();
    expect(lag?.url).toBe(urlOf("b"));
    expect(lag?.lastError).toMatch(/answered 401: This node has no such peer\./);
  });
});
