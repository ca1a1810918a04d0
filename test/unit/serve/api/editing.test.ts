import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readObject } from "../../../../src/core/ical/object.ts";
import { vcalendar, vevent } from "../../../support/calendar-text.ts";
import { urlOf } from "../../../support/cluster.ts";
import { openWorld, type World } from "./world.ts";

const SONGS = { title: "Evening of songs", start: "2030-05-01T19:30", end: "2030-05-01T21:00" };

let world: World;
beforeAll(async () => {
  world = await openWorld({ peer: true });
});
afterAll(() => world[Symbol.asyncDispose]());

async function entered(): Promise<string> {
  const { body } = await world.ask("POST", "/events", { as: "editor", json: SONGS });
  expect(body).toMatchObject({ proposed: false, conflict: false, reported_to: null });
  return `/events/${body.uid}`;
}

describe("an event that was changed", () => {
  it("goes back to what it said before, or to any version of its history", async () => {
    const path = await entered();
    const changed = await world.ask("PATCH", path, { as: "editor", json: { title: "Night of songs" } });
    const undone = await world.ask("POST", `${path}/restore`, { as: "editor", json: {} });
    expect([undone.status, undone.body.revision]).toEqual([200, 2]);
    expect(undone.headers.get("ETag")).toBe('"2"');
    const { body } = await world.ask("GET", `${path}/history`, { as: "reader" });
    const night = body.items.find(({ digest }: { digest: string }) => digest === changed.body.digest);
    const again = await world.ask("POST", `${path}/restore`, { as: "editor", json: { c1: night.c1 } });
    expect(again.body).toMatchObject({ revision: 3, digest: changed.body.digest });
  });

  it("is not restored from an old look, by a reader, or to a version that nobody knows", async () => {
    const path = await entered();
    await world.ask("PATCH", path, { as: "editor", json: { title: "Night of songs" } });
    const asked = async (as: "editor" | "reader", json: object, ifMatch?: string) =>
      (
        await world.ask("POST", `${path}/restore`, {
          as,
          json,
          ...(ifMatch !== undefined && { headers: { "If-Match": ifMatch } }),
        })
      ).status;
    expect(await asked("reader", {})).toBe(403);
    expect(await asked("editor", { c1: "0".repeat(64) })).toBe(404);
    expect(await asked("editor", { c1: "abc" })).toBe(400);
    expect(await asked("editor", {}, '"0"')).toBe(412);
    expect(await asked("editor", {}, '"1"')).toBe(200);
  });

  it("elsewhere, where only its origin may sign it, is said to be a proposal, and to whom it is told", async () => {
    const { node, cluster } = world;
    const uid = `01ARZ3NDEKTSV4RRFFQ69G5FAV.${"AB".repeat(20)}@b.node.example`;
    const lines = ["X-HOP:1", "X-REVISION:3", `X-REVISE-URL:${urlOf("b")}/discal/revise`];
    const read = readObject(vcalendar(...vevent(uid, ...lines)), () => false);
    if (!("version" in read)) throw new Error(read.reason);
    const signed = { ...read.version, class: "signed", signature: "c2ln" } as const;
    const [peer] = (await node.store.registry.all()).filter(({ kind }) => kind === "peer");
    await node.store.commons.apply([{ version: signed, siteId: peer!.id }], cluster.now());
    const { body } = await world.ask("PATCH", `/events/${uid}`, { as: "editor", json: { title: "Other" } });
    expect(body).toMatchObject({ proposed: true, conflict: false, reported_to: "b.node.example" });
  });

  it("elsewhere is taken back by its origin alone", async () => {
    const { cluster } = world;
    const path = await entered();
    const uid = path.slice("/events/".length);
    expect((await world.ask("POST", `${path}/refuse`, { as: "editor" })).status).toBe(404);
    await cluster.settle();
    const b = cluster.node("b");
    await b.edit(uid, { title: "Night of songs" });
    await cluster.settle();
    const waiting = await world.ask("GET", "/conflicts?kind=proposal", { as: "reader" });
    expect(waiting.body.items.map((item: { uid: string }) => item.uid)).toContain(uid);
    await expect(b.refuse(uid)).rejects.toMatchObject({ problem: "forbidden" });
  });
});

describe("notices", () => {
  it("are listed newest first, a page at a time, and marked as seen", async () => {
    const { node, cluster } = world;
    await node.store.notices.add(
      ["one", "two", "three"].map((text) => ({ kind: "key", uid: null, siteId: null, text }) as const),
      cluster.now(),
    );
    const first = await world.ask("GET", "/notices?limit=2", { as: "reader" });
    expect(first.body.items.map(({ text }: { text: string }) => text)).toEqual(["three", "two"]);
    const rest = await world.ask("GET", `/notices?limit=2&cursor=${first.body.next}`, { as: "reader" });
    expect(rest.body.items[0]).toMatchObject({
      text: "one",
      kind: "key",
      created_at: expect.stringMatching(/Z$/),
      seen_at: null,
    });
    const [{ id }] = first.body.items;
    expect((await world.ask("POST", `/notices/${id}/seen`, { as: "reader" })).status).toBe(403);
    expect((await world.ask("POST", `/notices/${id}/seen`, { as: "editor" })).status).toBe(204);
    expect((await world.ask("POST", "/notices/9999/seen", { as: "editor" })).status).toBe(404);
    const unseen = await world.ask("GET", "/notices?seen=false&limit=1", { as: "reader" });
    expect(unseen.body.items[0].text).toBe("two");
    const [seen] = (await world.ask("GET", "/notices?limit=1", { as: "reader" })).body.items;
    expect(seen).toMatchObject({ text: "three", seen_at: expect.stringMatching(/Z$/) });
    expect((await world.ask("GET", "/notices")).status).toBe(401);
  });
});

describe("errands", () => {
  it("are listed with where they stand, and without what they carry", async () => {
    const { node, cluster } = world;
    const payload = { secret: "sesame" };
    await node.store.errands.add({ kind: "announce-move", subject: "b", payload }, cluster.now());
    const { body, text } = await world.ask("GET", "/errands?kind=announce-move", { as: "reader" });
    const created_at = new Date(cluster.now()).toISOString().replace(".000", "");
    expect(body.items).toMatchObject([
      { subject: "b", state: "waiting", created_at, tries: 0, outcome: null },
    ]);
    expect(text).not.toContain("sesame");
    expect((await world.ask("GET", "/errands?kind=other", { as: "reader" })).status).toBe(400);
  });
});
