import { describe, expect, it } from "vitest";
import { type Cluster, createCluster, urlOf } from "../support/cluster.ts";
import { evening } from "../support/evening.ts";

const HOUR = 3_600_000;

const JAZZ = { b: { a: { filterIn: { tags: ["jazz"] } } } };

async function fingerprints(cluster: Cluster, name: string) {
  return cluster.node(name).store.repair.fingerprints();
}

function asked(cluster: Cluster, from: string, path: string): number {
  return cluster.traffic.filter((sent) => sent.from === from && sent.request.url.includes(path)).length;
}

describe("what no filter of a poller takes", () => {
  it("is known as a stub, asked for once, and had in full once a filter takes it", async () => {
    await using cluster = await createCluster({ push: {}, poll: { b: ["a"] }, filters: JAZZ });
    const { uid } = await cluster.node("a").enter(evening);
    await cluster.advance(6 * HOUR);
    const { store } = cluster.node("b");
    expect((await store.commons.get(uid))?.winner).toMatchObject({ text: "" });
    expect(await fingerprints(cluster, "b")).toEqual(await fingerprints(cluster, "a"));
    expect(asked(cluster, "b", "/v1/objects")).toBe(1);

    const sites = (await store.registry.all()).map((site) => ({ ...site, declared: "file" as const }));
    await cluster.node("b").redeclare(sites.map((site) => ({ ...site, filterIn: null })));
    await cluster.advance(2 * HOUR);
    expect((await store.commons.get(uid))?.shown?.text).toContain("Evening of songs");
    expect((await store.statistics()).events).toBe(1);
  });

  it("is named to others, and given to nobody", async () => {
    await using cluster = await createCluster({
      push: { b: ["c"] },
      poll: { b: ["a"], c: ["b"] },
      filters: JAZZ,
    });
    const { uid, c1 } = await cluster.node("a").enter(evening);
    await cluster.advance(30 * HOUR);
    expect(await cluster.node("c").store.commons.get(uid)).toBeNull();
    expect(asked(cluster, "c", "/v1/objects")).toBe(0);
    for (const name of [c1, `${c1}.ics`]) {
      const url = `${urlOf("b")}/discal/v1/objects/${name}`;
      expect((await cluster.node("b").fetch(new Request(url))).status).toBe(404);
    }
  });

  it("is had in full once it comes on fewer hops than the filter asks for", async () => {
    const hops = { b: { m: { filterIn: { hops: 1 } }, a: { filterIn: { hops: 1 } } } };
    await using cluster = await createCluster({
      push: { a: ["m"] },
      poll: { b: ["m", "a"] },
      filters: hops,
    });
    cluster.cut("a", "b");
    const { uid } = await cluster.node("a").enter(evening);
    await cluster.advance(2 * HOUR);
    const { commons } = cluster.node("b").store;
    expect((await commons.get(uid))?.winner).toMatchObject({ hop: 2, text: "" });
    cluster.heal();
    await cluster.advance(25 * HOUR);
    expect((await commons.get(uid))?.winner).toMatchObject({ hop: 1 });
    expect((await commons.get(uid))?.shown?.text).toContain("Evening of songs");
  });
});
