import { describe, expect, it } from "vitest";
import { readObject, wireText } from "../../src/core/ical/object.ts";
import type { PeerFilter } from "../../src/core/model/peer-filter.ts";
import type { Version } from "../../src/core/model/version.ts";
import type { Node } from "../../src/node.ts";
import { createCluster } from "../support/cluster.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

async function enter(node: Node, title: string, ...tags: readonly string[]): Promise<Version> {
  return node.enter({
    title,
    allDay: false,
    start: "2026-05-01T19:00",
    end: null,
    zone: "Europe/Vienna",
    location: null,
    description: null,
    url: null,
    tags,
  });
}

async function titles(node: Node): Promise<readonly string[]> {
  const { rows } = await node.store.commons.list({ limit: 99 });
  return rows.map(({ event }) => event.title).toSorted();
}

const fingerprints = async (node: Node) => (await node.store.repair.fingerprints()).join();

async function refilter(node: Node, filterIn: PeerFilter | null): Promise<void> {
  const sites = await node.store.registry.all();
  await node.redeclare(sites.map((site) => ({ ...site, filterIn: site.push ? site.filterIn : filterIn })));
}

/** A line: `a` pushes to `b`, which polls it and takes only music, and `b` to `c`. */
const line = () =>
  createCluster({
    push: { a: ["b"], b: ["c"] },
    poll: { b: ["a"] },
    filters: { b: { a: { filterIn: { tags: ["music"] } } } },
  });

describe("A node that filters what it takes from a peer", () => {
  it("knows all that the peer knows, and passes on what it takes", async () => {
    await using cluster = await line();
    const [a, b, c] = [cluster.node("a"), cluster.node("b"), cluster.node("c")];
    await enter(a, "Concert", "Music");
    await enter(a, "Lecture", "Talk");
    await cluster.settle();
    expect([await titles(a), await titles(b), await titles(c)]).toEqual([
      ["Concert", "Lecture"],
      ["Concert"],
      ["Concert"],
    ]);
    expect(await fingerprints(b)).toBe(await fingerprints(a));
  });

  it("passes on what becomes of an event that it once took: other tags, and its deletion", async () => {
    await using cluster = await line();
    const [a, b, c] = [cluster.node("a"), cluster.node("b"), cluster.node("c")];
    const { uid } = await enter(a, "Concert", "Music");
    await cluster.settle();
    await a.edit(uid, { title: "Talk of the concert", tags: ["Talk"] });
    await cluster.settle();
    expect([await titles(b), await titles(c)]).toEqual([[], ["Talk of the concert"]]);
    await a.remove(uid);
    await cluster.settle();
    expect(await titles(c)).toEqual([]);
    expect(await fingerprints(c)).toBe(await fingerprints(a));
  });

  it("fetches and passes on what it had refused, once its filter takes it", async () => {
    await using cluster = await line();
    const [a, b, c] = [cluster.node("a"), cluster.node("b"), cluster.node("c")];
    await enter(a, "Lecture", "Talk");
    await cluster.settle();
    expect(await titles(b)).toEqual([]);
    await refilter(b, null);
    await cluster.settle();
    expect([await titles(b), await titles(c)]).toEqual([["Lecture"], ["Lecture"]]);
    await cluster.advance(2 * DAY);
    expect(await fingerprints(c)).toBe(await fingerprints(a));
  });

  it("fetches thousands that it takes by now one lot after the other, without waiting for the next hour", async () => {
    await using cluster = await createCluster({
      push: {},
      poll: { b: ["a"] },
      filters: { b: { a: { filterIn: { tags: ["music"] } } } },
    });
    const [a, b] = [cluster.node("a"), cluster.node("b")];
    const first = await enter(a, "Lecture", "Talk");
    const many = Array.from({ length: 1200 }, (_, n) => {
      const text = first.text.replaceAll(first.uid, `${n}@a.example`);
      return { version: { ...first, uid: `${n}@a.example`, text }, siteId: null };
    });
    const read = many.map(({ version, siteId }) => {
      const whole = readObject(wireText(version));
      if (!("version" in whole)) throw new Error(whole.reason);
      return { version: whole.version, siteId };
    });
    await a.store.commons.apply(read, cluster.now());
    await cluster.advance(HOUR);
    expect((await b.store.statistics()).events).toBe(0);
    await refilter(b, null);
    await cluster.advance(3 * 60_000);
    expect((await b.store.statistics()).events).toBe(1201);
  });

  it("asks also a peer that only pushes for what it takes by now, and asks it again where that fails", async () => {
    await using cluster = await createCluster({
      push: { a: ["b"], b: ["c"] },
      filters: { b: { a: { filterIn: { tags: ["music"] } } } },
    });
    const [a, b, c] = [cluster.node("a"), cluster.node("b"), cluster.node("c")];
    await enter(a, "Lecture", "Talk");
    await cluster.settle();
    cluster.cut("a", "b");
    await refilter(b, null);
    await cluster.settle();
    expect(await titles(b)).toEqual([]);
    cluster.heal();
    await cluster.advance(HOUR);
    expect([await titles(b), await titles(c)]).toEqual([["Lecture"], ["Lecture"]]);
    const asked = cluster.traffic.filter(
      ({ from, request }) => from === "b" && request.url.includes("a.node"),
    );
    expect(asked.filter(({ request }) => request.url.includes("/changes"))).toEqual([]);
    await cluster.advance(DAY);
    expect((await b.store.polls.healthOf(1))?.nextPoll ?? null).toBeNull();
  });
});
