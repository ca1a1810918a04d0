import { hash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { DomainError } from "../../../../src/core/model/domain-error.ts";
import { bucketOf } from "../../../../src/core/reconcile/digest-buckets.ts";
import { changesRoutes } from "../../../../src/serve/discal/changes.ts";
import { digestRoutes } from "../../../../src/serve/discal/digest.ts";
import { objectRoutes } from "../../../../src/serve/discal/objects.ts";
import { openStore } from "../../../../src/store/sqlite/open.ts";
import { changesAnswer } from "../../../../src/wire/changes.ts";
import { bucketAnswer, digestAnswer, unpackFingerprints } from "../../../../src/wire/digest.ts";
import { deletion, NOW, version } from "../../../contract/samples.ts";

/** The doors through which other nodes catch up, on a real store in memory. */
async function openDoors() {
  const store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
  const app = new Hono()
    .route("/", changesRoutes(store))
    .route("/", digestRoutes(store))
    .route("/", objectRoutes(store.commons));
  app.onError((error, c) => {
    if (error instanceof DomainError && error.problem === "invalid") return c.json({}, 400);
    throw error;
  });
  return {
    store,
    get: async (path: string, headers: Record<string, string> = {}) =>
      app.request(`https://node.example/discal/v1${path}`, { headers }),
    enter: async (...versions: readonly ReturnType<typeof version>[]) => {
      await store.commons.apply(
        versions.map((each) => ({ version: each, siteId: null })),
        NOW,
      );
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

describe("GET /discal/v1/changes", () => {
  it("gives a page, and from where to go on", async () => {
    await using doors = await openDoors();
    await doors.enter(version("1@a", 1), deletion("2@a", 4), version("3@a", 1));
    const first = changesAnswer.parse(await (await doors.get("/changes?limit=2")).json());
    expect(first).toMatchObject({ epoch: doors.store.epoch, more: true, keys: [] });
    expect(first.items.map(({ uid }) => uid)).toEqual(["1@a", "2@a"]);
    expect(first.items[1]?.versions).toMatchObject([{ revision: 4, cancelled: true, deleted: true, hop: 1 }]);
    const rest = await (await doors.get(`/changes?since=${first.next}&epoch=${first.epoch}`)).json();
    expect(changesAnswer.parse(rest)).toMatchObject({ more: false, items: [{ uid: "3@a" }] });
  });

  it.each([
    ["another epoch", "since=0&epoch=other"],
    ["a number that is not there yet", "since=99&epoch=OWN"],
  ])("tells who comes with %s to begin anew", async (_, query) => {
    await using doors = await openDoors();
    const { epoch } = doors.store;
    const answer = await doors.get(`/changes?${query.replace("OWN", epoch)}`);
    expect(answer.status).toBe(409);
    expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ status: 409, resync: true, details: { epoch } });
  });

  it.each(["since=-1", "since=1e3", "since=1", "limit=0", "limit=1001", "since=99999999999999999"])(
    "refuses %s",
    async (query) => {
      await using doors = await openDoors();
      expect((await doors.get(`/changes?${query}`)).status).toBe(400);
    },
  );
});

describe("GET /discal/v1/digest", () => {
  it("gives 4096 fingerprints in less than 90,000 bytes", async () => {
    await using doors = await openDoors();
    await doors.enter(version("1@a", 1));
    const text = await (await doors.get("/digest?buckets=4096")).text();
    expect(text.length).toBeLessThan(90_000);
    const { fingerprints } = digestAnswer.parse(JSON.parse(text));
    expect(unpackFingerprints(fingerprints)).toEqual(await doors.store.repair.fingerprints());
  });

  it("and what is in a bucket", async () => {
    await using doors = await openDoors();
    await doors.enter(version("1@a", 1));
    const answer = await (await doors.get(`/digest/${bucketOf("1@a")}`)).json();
    expect(bucketAnswer.parse(answer)).toMatchObject({ bucket: bucketOf("1@a"), items: [{ uid: "1@a" }] });
    const other = await (await doors.get(`/digest/${(bucketOf("1@a") + 1) % 4096}`)).json();
    expect(bucketAnswer.parse(other).items).toEqual([]);
  });

  it.each(["?buckets=16", "?buckets=", "/4096", "/-1", "/x"])("refuses %s", async (query) => {
    await using doors = await openDoors();
    expect((await doors.get(`/digest${query}`)).status).toBe(400);
  });
});

describe("GET /discal/v1/objects/{c1}", () => {
  it("gives the object as nodes send it, its canonical bytes, and the signature over those", async () => {
    await using doors = await openDoors();
    const signature = Buffer.from("signed").toString("base64");
    const one = version("1@a", 1, {}, { signature, hop: 3 });
    await doors.enter(one);
    const body = async (ending: string) =>
      new Uint8Array(await (await doors.get(`/objects/${one.c1}${ending}`)).arrayBuffer());
    expect(Buffer.from(await body("")).toString()).toContain("X-HOP:3\r\n");
    expect(hash("sha256", await body(".ics"))).toBe(one.c1);
    expect(Buffer.from(await body(".sig")).toString()).toBe("signed");
  });

  it("gives no signature where there is none, and nothing that was overtaken", async () => {
    await using doors = await openDoors();
    const [one, two] = [version("1@a", 1), version("1@a", 2)];
    await doors.enter(one, two);
    for (const name of [`${two.c1}.sig`, one.c1, `${one.c1}.ics`, `${two.c1}.pdf`, "x"])
      expect((await doors.get(`/objects/${name}`)).status).toBe(404);
    expect((await doors.get(`/objects/${two.c1}`)).status).toBe(200);
  });
});

describe("what tells of many objects", () => {
  it.each(["/changes", "/digest?buckets=4096", `/digest/${bucketOf("1@a")}`])(
    "is packed for who takes that, and says the same: %s",
    async (path) => {
      await using doors = await openDoors();
      const same = Array.from({ length: 40 }, (_, n) => version("1@a", 1, { SUMMARY: `Rival ${n}` }));
      await doors.enter(...same, ...Array.from({ length: 40 }, (_, n) => version(`${n}@b`, 1)));
      const plain = await doors.get(path);
      const packed = await doors.get(path, { "Accept-Encoding": "gzip, br" });
      expect(plain.headers.get("Content-Encoding")).toBeNull();
      expect(packed.headers.get("Content-Encoding")).toBe("gzip");
      expect(packed.headers.get("Vary")).toBe("Accept-Encoding");
      expect(gunzipSync(await packed.arrayBuffer()).toString()).toBe(await plain.text());
    },
  );
});
