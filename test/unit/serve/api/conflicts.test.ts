import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uidToSegment } from "../../../../src/sinks/event-path.ts";
import { openWorld, type World } from "./world.ts";

const SONGS = {
  title: "Evening of songs",
  start: "2030-05-01T19:30",
  end: "2030-05-01T21:00",
  location: "Town hall",
  tags: ["music"],
};

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** An event that stands at revision 1 in two versions, by a person and by a peer. */
async function contested(): Promise<string> {
  const { node, cluster } = world;
  const { body } = await world.ask("POST", "/events", { as: "editor", json: SONGS });
  const { uid } = body;
  await world.ask("PATCH", `/events/${uid}`, { as: "editor", json: { title: "Night of songs" } });
  const winner = (await node.store.commons.get(uid))!.winner!;
  const text = winner.text.replace("Night of songs", "Morning of songs").replace("Town hall", "Pier");
  const digit = text.length % 2 === 0 ? "0" : "f";
  const rival = {
    ...winner,
    text,
    digest: digit.repeat(64),
    c1: (digit === "0" ? "1" : "e").repeat(64),
    hop: 2,
  };
  const [peer] = (await node.store.registry.all()).filter(({ kind }) => kind === "peer");
  await node.store.commons.apply([{ version: rival, siteId: peer!.id }], cluster.now());
  return uid;
}

describe("the conflict desk", () => {
  it("lists what waits, and shows it field by field, with how each version came", async () => {
    const uid = await contested();
    const list = await world.ask("GET", "/conflicts?q=songs", { as: "reader" });
    expect(list.body.items).toMatchObject([
      {
        uid,
        open: true,
        revision: 1,
        differs: ["title", "location"],
        versions: [{ number: 1 }, { number: 2 }],
      },
    ]);
    const { body, headers } = await world.ask("GET", `/conflicts/${uidToSegment(uid)}`, { as: "reader" });
    expect(headers.get("ETag")).toBe(`"${body.tag}"`);
    expect(body.fields[0]).toEqual({
      key: "title",
      field: "title",
      happening: null,
      agree: false,
      says: [
        { version: 1, text: "Night of songs", same_as: 1 },
        { version: 2, text: "Morning of songs", same_as: 2 },
      ],
    });
    expect(body.versions).toMatchObject([
      { received_from: null, author: "a person", entered_by: "an editor", signer: null, hop: 0 },
      { received_from: { name: "b" }, hop: 2 },
    ]);
    const [wins] = body.versions.filter(({ state }: { state: string }) => state === "wins");
    expect(wins.why).toContain("digest is the greatest");
    expect((await world.ask("GET", "/conflicts?q=nothing", { as: "reader" })).body.items).toEqual([]);
    expect((await world.ask("GET", "/conflicts?site=99", { as: "reader" })).status).toBe(404);
    expect((await world.ask("GET", "/conflicts?kind=proposal", { as: "reader" })).body.items).toEqual([]);
  });

  it("settles it by fields of several versions, once for a repeated key, and not from an old look", async () => {
    const uid = await contested();
    const at = `/conflicts/${uid}`;
    const { body, headers } = await world.ask("GET", at, { as: "reader" });
    const [own, other] = body.versions;
    const json = { c1: own.c1, fields: { location: other.c1 } };
    const stale = await world.ask("POST", `${at}/resolve`, {
      as: "editor",
      json,
      headers: { "If-Match": '"1-0000000000000000"' },
    });
    expect(stale.status).toBe(412);
    const asked = {
      as: "editor" as const,
      json,
      headers: { "If-Match": headers.get("ETag")!, "Idempotency-Key": "settle-1" },
    };
    const settled = await world.ask("POST", `${at}/resolve`, asked);
    expect([settled.status, settled.body.revision]).toEqual([200, 2]);
    expect((await world.ask("POST", `${at}/resolve`, asked)).headers.get("Idempotency-Replayed")).toBe(
      "true",
    );
    const now = await world.ask("GET", `/events/${uid}`);
    expect(now.body.happenings[0]).toMatchObject({ title: "Night of songs", location: "Pier" });
    expect(now.body.conflict).toBe(false);
    expect((await world.ask("GET", at, { as: "reader" })).body.open).toBe(false);
    const again = await world.ask("POST", `${at}/resolve`, { as: "editor", json });
    expect([again.status, again.body.detail]).toEqual([409, expect.stringContaining("nothing to settle")]);
  });

  it("settles it by a version and a change on top, or by a whole calendar", async () => {
    const first = await contested();
    const { body } = await world.ask("GET", `/conflicts/${first}`, { as: "reader" });
    const changed = await world.ask("POST", `/conflicts/${first}/resolve`, {
      as: "editor",
      json: { c1: body.versions[1].c1, change: { title: "Songs" } },
    });
    expect(changed.status).toBe(200);
    const { happenings } = (await world.ask("GET", `/events/${first}`)).body;
    expect(happenings[0]).toMatchObject({ title: "Songs", location: "Pier" });
    const second = await contested();
    const winner = (await world.node.store.commons.get(second))!.winner!;
    const whole = await world.ask("POST", `/conflicts/${second}/resolve`, {
      as: "editor",
      calendar: winner.text.replace(/SUMMARY:.*/, "SUMMARY:Whole"),
    });
    expect([whole.status, whole.body.revision]).toEqual([200, 2]);
  });

  it.each([
    [{}, 400, "which version is followed"],
    [{ c1: "12" }, 400, "the C1 digest of a version"],
    [{ c1: "0".repeat(63) + "2" }, 404, "look at the conflict again"],
    [{ fields: { colour: "own" } }, 400, "No version has a field “colour”"],
  ])("says what is wrong with %j", async (json, status, detail) => {
    const uid = await contested();
    const [{ c1 }] = (await world.ask("GET", `/conflicts/${uid}`, { as: "reader" })).body.versions;
    const given = JSON.parse(JSON.stringify(json).replace('"own"', `"${c1}"`));
    const answer = await world.ask("POST", `/conflicts/${uid}/resolve`, { as: "editor", json: given });
    expect([answer.status, answer.body.detail]).toEqual([status, expect.stringContaining(detail)]);
  });

  it("dismisses proposals, where there are any", async () => {
    const uid = await contested();
    const answer = await world.ask("POST", `/conflicts/${uid}/dismiss`, { as: "editor" });
    expect(answer.status).toBe(409);
    expect((await world.ask("POST", "/conflicts/none/dismiss", { as: "editor" })).status).toBe(404);
  });
});

describe("what a node alone shows otherwise", () => {
  async function entered(): Promise<string> {
    return (await world.ask("POST", "/events", { as: "editor", json: SONGS })).body.uid;
  }

  it("keeps fields, is listed, and is taken back", async () => {
    const uid = await entered();
    const at = `/events/${uid}/overlay`;
    const put = await world.ask("PUT", at, {
      as: "editor",
      json: { keep: { location: "Upper floor" }, note: "the stairs are closed" },
    });
    expect(put.body).toEqual({
      uid,
      title: "Evening of songs",
      hide: false,
      keep: { location: "Upper floor" },
      freeze: null,
      note: "the stairs are closed",
    });
    const { body } = await world.ask("GET", `/events/${uid}`);
    expect([body.shown_otherwise, body.happenings[0].location]).toEqual([true, "Upper floor"]);
    expect(JSON.stringify(body)).not.toContain("stairs");
    expect((await world.ask("GET", "/overlays?limit=1", { as: "reader" })).body.items).toHaveLength(1);
    expect((await world.ask("DELETE", at, { as: "editor" })).status).toBe(204);
    expect((await world.ask("GET", `/events/${uid}`)).body.happenings[0].location).toBe("Town hall");
  });

  it("freezes what is published now", async () => {
    const uid = await entered();
    await world.ask("PUT", `/events/${uid}/overlay`, { as: "editor", json: { freeze: "now" } });
    await world.ask("PATCH", `/events/${uid}`, { as: "editor", json: { title: "Other" } });
    const { body } = await world.ask("GET", `/events/${uid}`);
    expect([body.revision, body.happenings[0].title]).toEqual([1, "Evening of songs"]);
  });

  it("hides an event from everybody but those who work here", async () => {
    const uid = await entered();
    await world.ask("PUT", `/events/${uid}/overlay`, { as: "editor", json: { hide: true } });
    expect((await world.ask("GET", `/events/${uid}`)).status).toBe(404);
    expect((await world.ask("GET", `/events/${uid}`, { as: "reader" })).status).toBe(200);
    expect((await world.ask("GET", "/events?limit=500")).text).not.toContain(uid);
  });

  it.each([
    [{}, 400, "shows nothing otherwise"],
    [{ keep: {} }, 400, "shows nothing otherwise"],
    [{ keep: { start: "2030-05-01", end: "2030-04-01" } }, 400, "must be after the start"],
    [{ freeze: "a".repeat(64) }, 404, "is kept in full"],
    [{ freeze: "then" }, 400, "now"],
  ])("says what is wrong with %j", async (json, status, detail) => {
    const uid = await entered();
    const answer = await world.ask("PUT", `/events/${uid}/overlay`, { as: "editor", json });
    expect([answer.status, answer.body.detail]).toEqual([status, expect.stringContaining(detail)]);
  });
});
