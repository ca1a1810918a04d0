import { describe, expect, it } from "vitest";
import type { Node } from "../../src/node.ts";
import { createCluster, type Cluster, type Plan, urlOf } from "../support/cluster.ts";

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

describe("the origin", () => {
  it("takes back what was made elsewhere, and the editor's node tells its person", async () => {
    const { cluster, uid } = await known(MESH);
    await using _ = cluster;
    const [a, b] = [cluster.node("a"), cluster.node("b")];
    await b.edit(uid, { title: "Night of songs" });
    await cluster.settle();
    expect(await told(a)).toEqual(["overtaken"]);
    await expect(b.refuse(uid)).rejects.toMatchObject({ problem: "forbidden" });
    const refused = await a.refuse(uid);
    expect(refused).toMatchObject({ revision: 2, by: "person" });
    await cluster.settle();
    for (const node of Object.values(cluster.nodes)) expect(await title(node, uid)).toBe("Evening of songs");
    expect(await told(b)).toEqual(["refused"]);
    await expect(a.refuse(uid)).rejects.toMatchObject({ problem: "not-found" });
  });

  it("goes back to what it wrote itself, however often others have changed it since", async () => {
    const { cluster, uid } = await known(MESH);
    await using _ = cluster;
    const [a, b, c] = [cluster.node("a"), cluster.node("b"), cluster.node("c")];
    await a.edit(uid, { location: "Church" });
    await cluster.settle();
    await b.edit(uid, { title: "Night of songs" });
    await cluster.settle();
    await c.remove(uid);
    await cluster.settle();
    await a.refuse(uid);
    await cluster.settle();
    for (const node of [a, b, c]) {
      const winner = (await node.store.commons.get(uid))?.winner;
      expect(winner).toMatchObject({ revision: 4, deleted: false });
      expect(winner?.text).toMatch(/SUMMARY:Evening of songs[^]*LOCATION:Church/);
    }
    expect(await told(b)).toEqual(["overtaken"]);
    expect(await told(c)).toEqual(["refused"]);
  });
});

describe("an undo", () => {
  it("publishes what stood before anew, and undone itself does it again", async () => {
    const { cluster, uid } = await known(MESH);
    await using _ = cluster;
    const [a, c] = [cluster.node("a"), cluster.node("c")];
    await a.edit(uid, { title: "Night of songs" });
    await a.restore(uid, null);
    await cluster.settle();
    expect(await title(c, uid)).toBe("Evening of songs");
    await a.restore(uid, null);
    await cluster.settle();
    expect(await title(c, uid)).toBe("Night of songs");
    expect((await c.store.commons.get(uid))?.winner?.revision).toBe(3);
  });

  it("brings back what was overtaken by another node, and what was cancelled or deleted", async () => {
    const { cluster, uid } = await known(MESH);
    await using _ = cluster;
    const [a, b, c] = [cluster.node("a"), cluster.node("b"), cluster.node("c")];
    const mine = await b.edit(uid, { title: "Night of songs" });
    await cluster.settle();
    await c.edit(uid, { title: "Morning of songs" });
    await cluster.settle();
    expect(await told(b)).toEqual(["overtaken"]);
    await b.restore(uid, mine.c1);
    await cluster.settle();
    expect(await title(a, uid)).toBe("Night of songs");
    await a.cancel(uid);
    await a.restore(uid, null);
    await cluster.settle();
    expect((await c.store.commons.get(uid))?.winner).toMatchObject({ cancelled: false, revision: 5 });
    await c.remove(uid);
    await cluster.settle();
    await expect(a.edit(uid, { title: "Again" })).rejects.toThrow("restore what it said before");
    await a.restore(uid, null);
    await cluster.settle();
    for (const node of [a, b, c]) expect(await title(node, uid)).toBe("Night of songs");
  });

  it("needs a version that is kept, and says something else", async () => {
    const { cluster, uid } = await known(MESH);
    await using _ = cluster;
    const a = cluster.node("a");
    await expect(a.restore(uid, null)).rejects.toMatchObject({ problem: "not-found" });
    await expect(a.restore(uid, "0".repeat(64))).rejects.toMatchObject({ problem: "not-found" });
    const { c1 } = await a.edit(uid, { title: "Night of songs" });
    await expect(a.restore(uid, c1)).rejects.toMatchObject({ problem: "invalid" });
    await expect(a.restore(uid, null, 0)).rejects.toMatchObject({ problem: "conflict" });
  });
});

describe("an event that only its origin signs", () => {
  const LOCKED = { ...MESH, settings: { a: { authority: "locked" } } } as const;

  it("is not changed elsewhere: what is proposed there is shown to its author, reported, and relayed to nobody", async () => {
    const { cluster, uid } = await known(LOCKED);
    await using _ = cluster;
    const [a, b, c] = [cluster.node("a"), cluster.node("b"), cluster.node("c")];
    const proposed = await b.edit(uid, { title: "Night of songs" });
    expect(proposed).toMatchObject({ class: "open", revision: 1 });
    await cluster.settle();
    for (const node of [a, b, c]) expect(await title(node, uid)).toBe("Evening of songs");
    const waiting = (node: Node) => node.store.commons.waiting({ kind: "proposal", after: "", limit: 10 });
    expect(await waiting(a)).toEqual([uid]);
    expect(await waiting(b)).toEqual([uid]);
    expect((await c.store.commons.get(uid))?.state.open).toBeNull();
    expect(await told(a)).toEqual(["proposal"]);
    expect(await b.store.errands.find("report", uid)).toMatchObject({
      outcome: expect.stringContaining("for its people to look at"),
    });
  });

  it("takes over what is proposed once a person of the origin does, signed anew", async () => {
    const { cluster, uid } = await known(LOCKED);
    await using _ = cluster;
    const [a, b] = [cluster.node("a"), cluster.node("b")];
    const { c1 } = await b.edit(uid, { title: "Night of songs" });
    await cluster.settle();
    const taken = await a.restore(uid, c1);
    expect(taken).toMatchObject({ class: "signed", revision: 1 });
    await cluster.settle();
    for (const node of Object.values(cluster.nodes)) expect(await title(node, uid)).toBe("Night of songs");
    for (const node of [a, b])
      expect(await node.store.commons.waiting({ kind: "proposal", after: "", limit: 10 })).toEqual([]);
  });

  it("stays as it is where what is proposed is dismissed", async () => {
    const { cluster, uid } = await known(LOCKED);
    await using _ = cluster;
    const [a, b] = [cluster.node("a"), cluster.node("b")];
    await b.cancel(uid);
    await cluster.settle();
    await a.dismiss(uid);
    expect(await a.store.commons.waiting({ kind: "proposal", after: "", limit: 10 })).toEqual([]);
    await cluster.settle();
    for (const node of [a, b]) expect(await title(node, uid)).toBe("Evening of songs");
  });
});

describe("changes of one event at three nodes at once", () => {
  it("are kept as rivals everywhere, and each node tells its people", async () => {
    const { cluster, uid } = await known(MESH);
    await using _ = cluster;
    const titles = { a: "Night of songs", b: "Morning of songs", c: "Songs" } as const;
    for (const [name, title] of Object.entries(titles)) await cluster.node(name).edit(uid, { title });
    await cluster.settle();
    const states = await Promise.all(
      Object.values(cluster.nodes).map(async (node) => (await node.store.commons.get(uid))?.state.open),
    );
    for (const state of states) {
      expect(state?.revision).toBe(1);
      expect(new Set(state?.versions.map(({ digest }) => digest)).size).toBe(3);
    }
    for (const node of Object.values(cluster.nodes)) expect(await told(node)).toContain("conflict");
    expect(
      new Set(await Promise.all(Object.values(cluster.nodes).map((node) => title(node, uid)))).size,
    ).toBe(1);
  });
});

describe("a deletion", () => {
  it("stands against a change that comes too late, which is kept, and told of", async () => {
    const { cluster, uid } = await known(MESH);
    await using _ = cluster;
    const [a, b, c] = [cluster.node("a"), cluster.node("b"), cluster.node("c")];
    cluster.cut("a", "b");
    cluster.cut("b", "c");
    const late = await b.edit(uid, { title: "Night of songs" });
    await a.edit(uid, { location: "Church" });
    await a.remove(uid);
    await cluster.advance(60_000);
    cluster.heal();
    await cluster.settle();
    for (const node of [a, b, c]) expect((await node.store.commons.get(uid))?.winner?.deleted).toBe(true);
    expect(await told(b)).toEqual(["overtaken"]);
    await b.restore(uid, late.c1);
    await cluster.settle();
    for (const node of [a, b, c]) expect(await title(node, uid)).toBe("Night of songs");
  });
});

describe("a change whose origin cannot be told", () => {
  it("is tried for a fortnight, and its person told then", async () => {
    const { cluster, uid } = await known({ push: { a: ["b"], b: ["c"] } });
    await using _ = cluster;
    const c = cluster.node("c");
    const page = async () => (await c.fetch(new Request(`${urlOf("c")}/events/${uid}`))).text();
    cluster.cut("a", "c");
    await c.edit(uid, { title: "Night of songs" });
    await cluster.advance(60_000);
    expect(await told(c)).toEqual([]);
    expect(await page()).toContain("a.node.example, where it comes from, has not been");
    expect((await c.store.errands.find("report", uid))?.tries).toBeGreaterThan(1);
    await cluster.advance(14 * 24 * 3_600_000);
    expect(await told(c)).toEqual(["unreported"]);
    expect(await c.store.errands.find("report", uid)).toMatchObject({ nextTry: null, outcome: null });
    expect(await page()).not.toContain("has not been");
  });

  it("is told at once where its node takes no reports", async () => {
    const { cluster, uid } = await known({ push: { a: ["b"], b: ["c"] } });
    await using _ = cluster;
    cluster.answer(({ request }, response) => {
      if (!request.url.endsWith("/.well-known/discal")) return response;
      const { endpoints, ...document } = JSON.parse(new TextDecoder().decode(response.body));
      const without = { ...document, endpoints: { ...endpoints, revise: undefined } };
      return { ...response, body: new TextEncoder().encode(JSON.stringify(without)) };
    });
    const c = cluster.node("c");
    await c.edit(uid, { title: "Night of songs" });
    await cluster.settle();
    expect(await told(c)).toEqual(["unreported"]);
    expect((await c.store.errands.find("report", uid))?.tries).toBe(1);
    expect(cluster.traffic.filter(({ request }) => request.url.endsWith("/discal/revise"))).toEqual([]);
  });
});
