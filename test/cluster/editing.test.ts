import { describe, expect, it } from "vitest";
import type { Node } from "../../src/node.ts";
import { createCluster, type Cluster, type Plan } from "../support/cluster.ts";

const HOUR = 3_600_000;

const DRAFT = {
  title: "Evening of songs",
  start: "2026-05-01T19:30",
  end: "2026-05-01T21:00",
  zone: "Europe/Berlin",
  allDay: false,
  location: "Town hall",
  description: null,
  url: null,
  tags: [],
};

/** Nodes that all know an event of the first one. */
async function known(plan: Plan): Promise<{ cluster: Cluster; uid: string }> {
  const cluster = await createCluster(plan);
  const { uid } = await cluster.node("a").enter(DRAFT);
  await cluster.settle();
  return { cluster, uid };
}

const MESH = { push: { a: ["b", "c"], b: ["a", "c"], c: ["a", "b"] } };
/** What b and c make of an event they can tell nobody but its origin, to which they are strangers. */
const DOWNSTREAM = { push: { a: ["b"] } };

async function title(node: Node, uid: string): Promise<string | undefined> {
  const winner = (await node.store.commons.get(uid))?.winner;
  return winner?.text.match(/^SUMMARY:(.*?)\r$/m)?.[1];
}

async function told(node: Node): Promise<readonly string[]> {
  const notices = await node.store.notices.list({ unseenOnly: true, before: null, limit: 20 });
  return notices.map(({ kind }) => kind).toReversed();
}

describe("a change made elsewhere than at the origin", () => {
  it("is merged there and here where the origin takes pushes, and reported with its verdict kept", async () => {
    const { cluster, uid } = await known(MESH);
    await using _ = cluster;
    const [a, b] = [cluster.node("a"), cluster.node("b")];
    await b.edit(uid, { title: "Night of songs" });
    await cluster.settle();
    for (const node of [a, b, cluster.node("c")]) expect(await title(node, uid)).toBe("Night of songs");
    const reports = cluster.traffic.filter(({ request }) => request.url.endsWith("/discal/revise"));
    expect(reports.map(({ from, status }) => [from, status])).toEqual([["b", 200]]);
    expect(await b.store.errands.find("report", uid)).toMatchObject({
      nextTry: null,
      outcome: "a.node.example has it",
    });
  });

  it("is only a proposal where the origin takes no pushes of that node", async () => {
    const { cluster, uid } = await known(DOWNSTREAM);
    await using _ = cluster;
    const [a, b] = [cluster.node("a"), cluster.node("b")];
    const { digest } = await b.edit(uid, { title: "Night of songs" });
    await cluster.settle();
    expect(await title(b, uid)).toBe("Night of songs");
    expect(await title(a, uid)).toBe("Evening of songs");
    expect(await told(a)).toEqual(["proposal"]);
    expect(await told(b)).toEqual(["held"]);
    const stored = await a.store.commons.get(uid);
    const proposed = stored?.history.find((each) => each.proposed);
    expect(proposed?.version.digest).toBe(digest);
    await a.restore(uid, proposed?.version.c1 ?? "");
    await cluster.settle();
    expect(await a.store.commons.waiting({ kind: "proposal", after: "", limit: 10 })).toEqual([]);
    for (const node of [a, b]) expect(await title(node, uid)).toBe("Night of songs");
  });
});
