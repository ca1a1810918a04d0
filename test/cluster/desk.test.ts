import { expect, it } from "vitest";
import { describe } from "../../src/core/ical/event.ts";
import { matterOf, waitingMatters } from "../../src/exchange/editing/desk.ts";
import type { Node } from "../../src/node.ts";
import type { Matter } from "../../src/sinks/matter.ts";
import { vcalendar, vevent } from "../support/calendar-text.ts";
import { createCluster, type Cluster, urlOf } from "../support/cluster.ts";

const DRAFT = {
  title: "Evening of songs",
  start: "2030-05-01T19:30",
  end: "2030-05-01T21:00",
  zone: "Europe/Berlin",
  allDay: false,
  location: "Town hall",
  description: null,
  url: null,
  tags: ["music"],
};
const EVERYBODY = { push: { a: ["b", "c"], b: ["a", "c"], c: ["a", "b"] } };
const NAMES = ["a", "b", "c"];

async function atDesk(node: Node): Promise<readonly Matter[]> {
  return (await waitingMatters(node.store, { kind: "conflict", after: "", limit: 10 })).matters;
}

/** An event that three nodes changed at once, each in another way. */
async function contested(cluster: Cluster): Promise<string> {
  const { uid } = await cluster.node("a").enter(DRAFT);
  await cluster.settle();
  await cluster.node("a").edit(uid, { title: "Night of songs" });
  await cluster.node("b").edit(uid, { start: "2030-05-01T20:00", end: "2030-05-01T22:00" });
  await cluster.node("c").edit(uid, { location: "Pier" });
  await cluster.settle();
  return uid;
}

/** The version at the desk that says this in a field. */
function c1Of({ versions, fields }: Matter, key: string, text: RegExp): string {
  const says = fields.find((field) => field.key === key)?.says ?? [];
  return versions[says.findIndex((each) => text.test(each?.text ?? ""))]!.version.c1;
}

it("three nodes that change one event at once show the same at the desk, and one person settles it for all", async () => {
  await using cluster = await createCluster(EVERYBODY);
  const uid = await contested(cluster);
  const desks = await Promise.all(NAMES.map((name) => atDesk(cluster.node(name))));
  for (const matters of desks) {
    expect(matters.map(({ stored, versions }) => [stored.uid, versions.length])).toEqual([[uid, 3]]);
    const [{ fields, versions, tag }] = matters as [Matter];
    expect(tag).toBe(desks[0]![0]!.tag);
    expect(fields.filter(({ agree }) => !agree).map(({ key }) => key)).toEqual([
      "title",
      "start",
      "end",
      "location",
    ]);
    expect(versions.filter(({ state }) => state === "wins")).toHaveLength(1);
  }

  const [matter] = desks[1] as [Matter];
  const c1 = c1Of(matter, "title", /Night/);
  const fields = {
    start: c1Of(matter, "start", /20:00/),
    end: c1Of(matter, "end", /22:00/),
    location: c1Of(matter, "location", /Pier/),
  };
  const settled = await cluster.node("b").resolve(uid, { c1, fields }, matter.tag);
  await cluster.settle();

  for (const name of NAMES) {
    const { store } = cluster.node(name);
    const stored = await store.commons.get(uid);
    expect(stored?.winner).toMatchObject({ revision: 2, by: "person", digest: settled.digest });
    expect(describe(stored!.winner!.text)).toMatchObject({
      title: "Night of songs",
      location: "Pier",
      start: { local: "2030-05-01T20:00:00" },
      end: { local: "2030-05-01T22:00:00" },
      categories: ["music"],
    });
    expect(await atDesk(cluster.node(name))).toEqual([]);
    expect((await store.statistics()).conflicts).toBe(0);
  }
});

it("two people who settle it at once at two nodes make a new conflict, with one winner everywhere", async () => {
  await using cluster = await createCluster(EVERYBODY);
  const uid = await contested(cluster);
  const [matter] = (await atDesk(cluster.node("a"))) as [Matter];
  const pick = (text: RegExp) => ({ c1: c1Of(matter, "location", text) });
  await cluster.node("a").resolve(uid, pick(/Pier/), matter.tag);
  await cluster.node("b").resolve(uid, pick(/Town hall/), matter.tag);
  await cluster.settle();
  const winners = await Promise.all(
    NAMES.map(async (name) => (await cluster.node(name).store.commons.get(uid))?.winner),
  );
  expect(new Set(winners.map((winner) => winner?.digest)).size).toBe(1);
  expect(winners[0]?.revision).toBe(2);
  for (const name of NAMES)
    expect((await atDesk(cluster.node(name))).map(({ versions }) => versions.length)).toEqual([2]);
});

it("who settles what somebody else has settled, or what has got another version meanwhile, is told so", async () => {
  await using cluster = await createCluster(EVERYBODY);
  const uid = await contested(cluster);
  const node = cluster.node("a");
  const seen = await matterOf(node.store, uid);
  const pick = { c1: seen.versions[0]!.version.c1 };
  await expect(node.resolve(uid, pick, "1-0000000000000000")).rejects.toMatchObject({ problem: "stale" });
  await node.resolve(uid, pick, seen.tag);
  await expect(node.resolve(uid, pick, seen.tag)).rejects.toMatchObject({ problem: "stale" });
  await expect(node.resolve(uid, pick)).rejects.toThrow("nothing to settle");
});

it("a rival that comes between a person's look and their word is not ended unseen", async () => {
  await using cluster = await createCluster(EVERYBODY);
  const uid = await contested(cluster);
  const { store, clock } = { store: cluster.node("a").store, clock: () => cluster.now() };
  const { tag, versions } = await matterOf(store, uid);
  const mine = versions[0]!.version;
  const late = { version: { ...mine, revision: 2 }, siteId: null, onto: tag };
  const rival = {
    ...mine,
    digest: "f".repeat(64),
    c1: "f".repeat(64),
    text: mine.text.replace("songs", "jazz"),
  };
  await store.commons.apply([{ version: rival, siteId: null }], clock());
  expect(await store.commons.apply([late], clock())).toMatchObject([{ verdict: "rejected" }]);
  expect((await store.commons.get(uid))?.winner?.revision).toBe(1);
});

it("a person writes anew what others only contested, or gives a whole calendar", async () => {
  await using cluster = await createCluster(EVERYBODY);
  const uid = await contested(cluster);
  const node = cluster.node("c");
  const [{ versions }] = (await atDesk(node)) as [Matter];
  const { c1 } = versions[0]!.version;
  await node.resolve(uid, { c1, change: { title: "Songs, at last" } });
  await cluster.settle();
  for (const name of NAMES)
    expect(describe((await cluster.node(name).store.commons.get(uid))!.winner!.text).title).toBe(
      "Songs, at last",
    );
});

it("what a node alone shows otherwise is never told to others, and no re-import undoes it", async () => {
  const feed = "https://library.example/feed.ics";
  const calendar = (title: string) =>
    vcalendar(...vevent("1@library.example", "DTSTART:20300501T190000Z", `SUMMARY:${title}`));
  await using cluster = await createCluster({ push: { a: ["b"], b: ["a"] }, poll: { a: [feed] } });
  cluster.serveFeed(feed, calendar("Tea"));
  await cluster.advance(1000);
  await cluster.settle();
  const [uid, a, b] = ["1@library.example", cluster.node("a"), cluster.node("b")];
  const told = async () => ({
    changes: (await a.store.repair.changes(0, 100)).items,
    fingerprints: await a.store.repair.fingerprints(),
  });
  const before = { feed: await feedOf(a), sent: cluster.traffic.length, told: await told() };
  const titles = async (node: Node) =>
    (await node.store.commons.list({ limit: 9 })).rows.map(({ event }) => event.title);

  await a.overlay(uid, { hidden: false, kept: { title: "Tea (full)" }, frozen: null, note: "sold out" });
  await cluster.settle();
  expect(await titles(a)).toEqual(["Tea (full)"]);
  expect(await titles(b)).toEqual(["Tea"]);
  expect(await feedOf(a)).toBe(before.feed);
  expect(await told()).toEqual(before.told);
  expect(cluster.traffic.slice(before.sent).filter(({ request }) => request.method === "POST")).toEqual([]);

  // A new poll, and a push by a person elsewhere.
  cluster.serveFeed(feed, calendar("Tea and cake"));
  await cluster.advance(2 * 3_600_000);
  await cluster.settle();
  await b.edit(uid, { location: "Pier" });
  await cluster.settle();
  const { rows } = await a.store.commons.list({ limit: 9 });
  expect(rows[0]?.event).toMatchObject({ title: "Tea (full)", location: "Pier" });
  expect(await titles(b)).toEqual(["Tea and cake"]);
  expect(await feedOf(a)).toContain("SUMMARY:Tea and cake");

  const frozen = (await a.store.commons.get(uid))!.winner!.c1;
  await a.overlay(uid, { hidden: false, kept: null, frozen, note: "" });
  await b.remove(uid);
  await cluster.settle();
  expect(await titles(a)).toEqual(["Tea and cake"]);
  await a.overlay(uid, { hidden: true, kept: null, frozen: null, note: "" });
  expect(await titles(a)).toEqual([]);
  await a.overlay(uid, null);
  expect((await a.store.commons.get(uid))?.overlay).toBeNull();
});

it("what is hidden at a node is in none of its feeds, and still passed on", async () => {
  await using cluster = await createCluster({ push: { a: ["b"], b: ["a"] } });
  const [a, b] = [cluster.node("a"), cluster.node("b")];
  const { uid } = await a.enter(DRAFT);
  await cluster.settle();
  await b.overlay(uid, { hidden: true, kept: null, frozen: null, note: "not here" });
  expect(await feedOf(b)).not.toContain(uid);
  expect((await b.fetch(new Request(`${b.self.url}/events/${uid}`))).status).toBe(404);
  await a.edit(uid, { title: "Other" });
  await cluster.settle();
  expect((await b.store.commons.get(uid))?.winner?.revision).toBe(1);
  expect(await feedOf(b)).not.toContain(uid);
});

async function feedOf(node: Node): Promise<string> {
  return (await node.fetch(new Request(`${node.self.url}/feed.ics`))).text();
}

it("what a feed would change of a person's version waits as a proposal, to be taken or dismissed", async () => {
  const feed = "https://library.example/feed.ics";
  const show = (title: string) =>
    cluster.serveFeed(
      feed,
      vcalendar(...vevent("1@library.example", "DTSTART:20300501T190000Z", `SUMMARY:${title}`)),
    );
  await using cluster = await createCluster({ push: { a: ["b"] }, poll: { a: [feed] } });
  const [uid, a] = ["1@library.example", cluster.node("a")];
  const proposals = async () =>
    (await waitingMatters(a.store, { kind: "proposal", after: "", limit: 9 })).matters;
  show("Tea");
  await cluster.advance(1000);
  await a.edit(uid, { location: "Pier" });
  show("Tea and cake");
  await cluster.advance(2 * 3_600_000);
  const [matter] = (await proposals()) as [Matter];
  const proposed = matter.versions.find(({ state }) => state === "proposed")!;
  expect(proposed).toMatchObject({ number: 2, author: `feed: ${feed}`, receivedFrom: { url: feed } });
  expect(matter.tag).toMatch(/^2\+[0-9a-f]{16}$/);

  await a.resolve(uid, { fields: { title: proposed.version.c1 } }, matter.tag);
  await cluster.settle();
  const stored = await cluster.node("b").store.commons.get(uid);
  expect(describe(stored!.winner!.text)).toMatchObject({ title: "Tea and cake", location: "Pier" });
  expect(await proposals()).toEqual([]);

  show("Coffee");
  await cluster.advance(2 * 3_600_000);
  expect(await proposals()).toHaveLength(1);
  await a.dismiss(uid);
  expect(await proposals()).toEqual([]);
  expect((await a.store.commons.get(uid))?.history.some(({ proposed: was }) => was)).toBe(true);
  await expect(a.dismiss(uid)).rejects.toThrow("Nothing is proposed");
});

it("of a locked event only its origin settles, and what it settles is signed", async () => {
  await using cluster = await createCluster({
    push: { a: ["b"], b: ["a"] },
    settings: { a: { authority: "locked" } },
  });
  const [a, b] = [cluster.node("a"), cluster.node("b")];
  const { uid } = await a.enter(DRAFT);
  await cluster.settle();
  await b.edit(uid, { title: "Night of songs" });
  await cluster.settle();
  await expect(b.resolve(uid, { change: { title: "Mine" } })).rejects.toMatchObject({ problem: "forbidden" });
  const told = async () => {
    const notices = await b.store.notices.list({ unseenOnly: true, before: null, limit: 9 });
    return notices.map(({ kind }) => kind).toReversed();
  };
  const eventPage = async () => (await b.fetch(new Request(`${urlOf("b")}/events/${uid}`))).text();
  expect(await eventPage()).toContain("A change that was made here waits for a.node.example.");
  expect(await eventPage()).not.toContain("Night of songs");
  expect(await told()).toEqual([]);

  const page = await waitingMatters(a.store, { kind: "proposal", after: "", limit: 9 });
  const [matter] = page.matters as [Matter];
  const proposed = matter.versions.find(({ state }) => state === "proposed")!;
  expect(matter.versions.map(({ state }) => state).toSorted()).toEqual(["proposed", "wins"]);
  const settled = await a.resolve(uid, { fields: { title: proposed.version.c1 } }, matter.tag);
  expect(settled).toMatchObject({ class: "signed", revision: 1 });
  await cluster.settle();
  const stored = await b.store.commons.get(uid);
  expect(describe(stored!.winner!.text).title).toBe("Night of songs");
  expect(stored?.winner?.class).toBe("signed");
  expect(await told()).toEqual(["taken"]);
  expect(await eventPage()).not.toContain("waits for");

  await b.edit(uid, { title: "Day of songs" });
  await cluster.settle();
  await a.edit(uid, { location: "Pier" });
  await cluster.settle();
  await a.edit(uid, { location: "Church" });
  await cluster.settle();
  expect(await told()).toEqual(["taken", "overtaken"]);
});
