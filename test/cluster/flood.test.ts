import { describe, expect, it } from "vitest";
import { type Cluster, createCluster, urlOf } from "../support/cluster.ts";
import { evening } from "../support/evening.ts";

const NODES = ["a", "b", "c", "d", "e", "f"];
/** Everybody pushes to everybody. */
const EVERYBODY = Object.fromEntries(NODES.map((name) => [name, NODES.filter((other) => other !== name)]));
const EDGES = (NODES.length * (NODES.length - 1)) / 2;

/** One after the other has its turn, until nothing happens any more: nodes are never all at the same point. */
async function takeTurns(cluster: Cluster): Promise<void> {
  for (let before = -1; before < cluster.traffic.length;) {
    before = cluster.traffic.length;
    for (const name of NODES) await cluster.node(name).tick();
  }
}

function objectsSent(cluster: Cluster): number {
  const bodies = cluster.traffic.map(({ request }) => Buffer.from(request.body ?? []).toString());
  return bodies.join("").split("BEGIN:VCALENDAR").length - 1;
}

describe("where everybody pushes to everybody", () => {
  it("a version crosses each edge once, and at worst less than twice, where all have it at the same moment", async () => {
    await using turns = await createCluster({ push: EVERYBODY });
    await turns.node("a").enter(evening);
    await takeTurns(turns);
    expect(objectsSent(turns) / EDGES).toBe(1);

    await using atOnce = await createCluster({ push: EVERYBODY });
    await atOnce.node("a").enter(evening);
    await atOnce.settle();
    expect(objectsSent(atOnce) / EDGES).toBeLessThan(2);
  });
});

describe("DisCal-Path", () => {
  it.each([
    ["heeded", true, 0],
    ["left out", false, 1],
  ])(
    "%s: what a peer was sent by another (heeded: %s) is sent to it again %i times",
    async (_, heeded, again) => {
      await using cluster = await createCluster({ push: { a: ["b", "c"], b: ["c"] }, poll: { b: ["c"] } });
      if (!heeded) {
        cluster.intercept(({ request }) => {
          const { "DisCal-Path": _path, ...headers } = request.headers;
          return { ...request, headers };
        });
      }
      cluster.cut("a", "b");
      cluster.cut("b", "c");
      await cluster.node("a").enter(evening);
      await cluster.advance(1);
      cluster.heal();
      await cluster.settle();
      const toC = cluster.traffic.filter(
        ({ from, request }) => from === "b" && request.url === `${urlOf("c")}/discal/enter-event`,
      );
      expect(toC).toHaveLength(again);
      expect((await cluster.node("b").store.statistics()).events).toBe(1);
      const paths = cluster.traffic.flatMap(({ request }) => request.headers["DisCal-Path"] ?? []);
      if (heeded) expect(paths).toEqual([urlOf("a"), `${urlOf("c")}, ${urlOf("a")}`]);
    },
  );
});
