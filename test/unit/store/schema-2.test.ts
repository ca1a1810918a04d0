import { describe, expect, test } from "vitest";
import { bucketOf } from "../../../src/core/reconcile/digest-buckets.ts";
import { migrations } from "../../../src/store/sqlite/database/migrate.ts";
import { HOUR, NOW, version } from "../../contract/samples.ts";
import { databaseOfSchema } from "./earlier-schema.ts";

const KEY = "A".repeat(40);
const LOCKED = `01JQ0000000000000000000000.${KEY}@node.example`;
const [TOWN, NODE] = [1, 2];

const old = () => databaseOfSchema(2, NOW + 3 * HOUR);

describe("A database of schema 2", () => {
  test("keeps all that it told before", async () => {
    await using store = await old().open();
    expect(await store.statistics()).toMatchObject({
      events: 5,
      versions: 12,
      conflicts: 1,
      schema: migrations().length,
    });
    const { rows } = await store.commons.list({ tags: ["music"], limit: 9 });
    expect(rows.map(({ event }) => event.title)).toEqual(["Concert, later"]);
    expect(await store.calendars.bySlug("music")).toMatchObject({ title: "Music" });
  });

  test("keeps certificates, by their fingerprints", async () => {
    await using store = await old().open();
    const pinned = { fingerprint: KEY, certificate: "-----armored-----" };
    expect(await store.registry.byId(NODE)).toMatchObject(pinned);
    expect(await store.keys.find(KEY)).toEqual(pinned);
  });

  test("stores and shows in full all that it had, and takes nothing for judged by a filter", async () => {
    await using store = await old().open();
    await store.commons.maintain(NOW + 3 * HOUR);
    expect(await store.commons.shown(["concert@a", "own@a", "gone@a", LOCKED])).toEqual(
      new Set(["concert@a", "own@a"]),
    );
    expect(await store.commons.get("shared@b")).toMatchObject({ admitted: true, overlay: null });
    expect(await store.repair.wanted(NODE, NOW, 9)).toEqual([]);
  });

  test("knows how versions came, as far as that can be told", async () => {
    await using store = await old().open();
    const from = async (uid: string) => {
      const found = await store.commons.get(uid);
      return [found?.standing, found?.history].map((all) => all?.map(({ receivedFrom }) => receivedFrom));
    };
    expect(await from("concert@a")).toEqual([[TOWN], [TOWN]]);
    expect(await from("weekly@a")).toEqual([[null], [TOWN, TOWN]]);
    expect(await from("shared@b")).toEqual([[NODE], []]);
    expect(await from("own@a")).toEqual([[null], []]);
  });

  test("shows which proposals wait", async () => {
    await using store = await old().open();
    const proposals = { kind: "proposal", after: "", limit: 9 } as const;
    expect(await store.commons.waiting(proposals)).toEqual([LOCKED, "weekly@a"]);
  });

  test("puts each object into its bucket, once", async () => {
    await using store = await old().open();
    const found = await store.repair.bucket(bucketOf("concert@a"));
    expect(found.map(({ uid }) => uid)).toContain("concert@a");
    const fingerprints = await store.repair.fingerprints();
    expect(fingerprints.filter((each) => each !== "").length).toBeGreaterThanOrEqual(5);
  });

  test("tells nobody that a peer's event which follows its own is overtaken", async () => {
    await using store = await old().open();
    await store.commons.apply([{ version: version("shared@b", 2, {}, { hop: 2 }), siteId: NODE }], NOW);
    expect(await store.notices.untold(9)).toEqual([]);
    await store.commons.apply([{ version: version("own@a", 2, {}, { hop: 2 }), siteId: NODE }], NOW);
    expect(await store.notices.untold(9)).toMatchObject([{ kind: "overtaken", uid: "own@a" }]);
  });
});
