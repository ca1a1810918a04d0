import { describe, expect, it } from "vitest";
import type { Node } from "../../src/node.ts";
import { vcalendar, vevent } from "../support/calendar-text.ts";
import { createCluster, type Cluster } from "../support/cluster.ts";

const HOUR = 3_600_000;
const FEED = "https://library.example/calendar.ics";

const draft = {
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

/** A chain of nodes that all know an event of the first one. */
async function chain(): Promise<{ cluster: Cluster; a: Node; uid: string }> {
  const cluster = await createCluster({ push: { a: ["b"], b: ["c", "a"] } });
  const a = cluster.node("a");
  const { uid } = await a.enter(draft);
  await cluster.settle();
  return { cluster, a, uid };
}

async function winnerAt(cluster: Cluster, name: string, uid: string) {
  return (await cluster.node(name).store.commons.get(uid))?.winner;
}

async function titles(cluster: Cluster, name: string): Promise<readonly string[]> {
  const { rows } = await cluster.node(name).store.commons.list({ limit: 10 });
  return rows.map(({ event }) => `${event.title}${event.cancelled ? ", cancelled" : ""}`);
}

describe("a person's change", () => {
  it("reaches the nodes that have the event, from wherever it is made", async () => {
    const { cluster, a, uid } = await chain();
    await using _ = cluster;
    await a.edit(uid, { title: "Night of songs" });
    await cluster.settle();
    expect(await titles(cluster, "c")).toEqual(["Night of songs"]);
    await cluster.node("b").edit(uid, { start: "2026-05-01T20:00" }, 1);
    await cluster.settle();
    const revised = await winnerAt(cluster, "a", uid);
    expect(revised).toMatchObject({ revision: 2, by: "person" });
    expect(revised?.text).toContain("DTSTART;TZID=Europe/Berlin:20260501T200000");
    expect(revised?.text).toContain("X-REVISE-URL:https://a.node.example/");
    expect((await winnerAt(cluster, "c", uid))?.c1).toBe(revised?.c1);
  });

  it("may be the whole calendar", async () => {
    const { cluster, a, uid } = await chain();
    await using _ = cluster;
    const text = (await winnerAt(cluster, "a", uid))!.text.replace("Evening", "Morning");
    await a.replace(uid, text);
    await cluster.settle();
    expect(await titles(cluster, "c")).toEqual(["Morning of songs"]);
    await expect(a.replace(uid, text)).rejects.toMatchObject({ problem: "conflict" });
  });

  it("cancels everywhere, and can be taken back", async () => {
    const { cluster, a, uid } = await chain();
    await using _ = cluster;
    await a.cancel(uid);
    await cluster.settle();
    expect(await titles(cluster, "c")).toEqual(["Evening of songs, cancelled"]);
    await expect(cluster.node("b").cancel(uid)).rejects.toMatchObject({ problem: "invalid" });
    await cluster.node("b").edit(uid, { status: "CONFIRMED" });
    await cluster.settle();
    for (const name of ["a", "b", "c"]) expect(await titles(cluster, name)).toEqual(["Evening of songs"]);
  });

  it("deletes everywhere and for ever, also where the event comes later", async () => {
    const { cluster, a, uid } = await chain();
    await using _ = cluster;
    cluster.cut("b", "c");
    await a.edit(uid, { title: "Night of songs" });
    const gone = await a.remove(uid);
    expect(gone).toMatchObject({ revision: 2, deleted: true, by: "person" });
    await cluster.advance(HOUR);
    expect(await titles(cluster, "b")).toEqual([]);
    cluster.heal();
    await cluster.advance(24 * HOUR);
    expect(await titles(cluster, "c")).toEqual([]);
    await expect(a.remove(uid)).rejects.toMatchObject({ problem: "invalid" });
    await expect(a.cancel(uid)).rejects.toThrow("restore what it said before");
    await expect(a.edit(uid, { title: "Again" })).rejects.toThrow("RELATED-TO");
    await expect(a.replace(uid, vcalendar(...vevent(uid)))).rejects.toThrow("is deleted");
  });
});

describe("a change that is not made", () => {
  it("was made from another revision than the one that stands", async () => {
    const { cluster, a, uid } = await chain();
    await using _ = cluster;
    await a.edit(uid, { title: "Night of songs" }, 0);
    const late = a.edit(uid, { title: "Morning of songs" }, 0);
    await expect(late).rejects.toMatchObject({ problem: "conflict", details: { expected: 0, revision: 1 } });
  });

  it("of two that are made from one revision at once is the second", async () => {
    const { cluster, a, uid } = await chain();
    await using _ = cluster;
    const outcomes = await Promise.allSettled([
      a.edit(uid, { title: "Night of songs" }, 0),
      a.edit(uid, { title: "Morning of songs" }, 0),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect((await a.store.commons.get(uid))?.state.open?.versions).toHaveLength(1);
  });

  it("is of an event that nobody knows", async () => {
    const { cluster, a } = await chain();
    await using _ = cluster;
    await expect(a.edit("9@nowhere.example", { title: "x" })).rejects.toMatchObject({ problem: "not-found" });
  });

  it("is of an event whose UID names another node's key, of which nothing signed is known", async () => {
    const { cluster, a } = await chain();
    await using _ = cluster;
    const uid = `01ARZ3NDEKTSV4RRFFQ69G5FAV.${"AB".repeat(20)}@z.example`;
    const stamps = ["X-HOP:1", "X-REVISION:4", "X-REVISE-URL:https://z.example/discal/revise"];
    await a.enterCalendar(vcalendar(...vevent(uid, ...stamps))).catch(() => {});
    for (const change of [a.edit(uid, { title: "x" }), a.cancel(uid), a.remove(uid)]) {
      await expect(change).rejects.toMatchObject({ problem: "forbidden" });
    }
  });
});

describe("an event whose UID names this node's own key", () => {
  it("is signed anew with each change", async () => {
    const { cluster, a } = await chain();
    await using _ = cluster;
    const uid = `01ARZ3NDEKTSV4RRFFQ69G5FAV.${a.self.signer.fingerprint}@a.node.example`;
    const stamps = ["X-HOP:1", "X-REVISION:4", `X-REVISE-URL:${a.self.reviseUrl}`];
    await a.enterCalendar(vcalendar(...vevent(uid, ...stamps)));
    expect(await a.edit(uid, { title: "x" })).toMatchObject({ class: "signed", revision: 5 });
    expect((await a.store.commons.get(uid))?.state.open).toBeNull();
  });
});

describe("a feed whose event a person has revised", () => {
  const feed = (...lines: readonly string[]) => vcalendar(...vevent("1@library.example", ...lines));

  it("proposes what it changes later, and overwrites nothing", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] }, poll: { a: [FEED] } });
    cluster.serveFeed(FEED, feed("SUMMARY:Story time"));
    await cluster.advance(HOUR);
    const a = cluster.node("a");
    const edited = await a.edit("1@library.example", { title: "Story time, with cake" }, 1);
    expect(edited).toMatchObject({ revision: 2, by: "person", source: null });
    await cluster.advance(6 * HOUR);
    cluster.serveFeed(FEED, feed("SUMMARY:Story time, outside"));
    await cluster.advance(6 * HOUR);
    for (const name of ["a", "b"]) expect(await titles(cluster, name)).toEqual(["Story time, with cake"]);
    const stored = await a.store.commons.get("1@library.example");
    const proposed = stored?.history.filter((each) => each.proposed);
    expect(proposed?.some(({ version }) => version.text.includes("Story time, outside"))).toBe(true);
  });
});
