import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eq } from "../../../schema/drizzle.ts";
import { certificates, sites } from "../../../schema/tables.ts";
import { connect, type Database, queries } from "../../../src/store/sqlite/database/database.ts";
import { write } from "../../../src/store/sqlite/database/transaction.ts";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { siteRows } from "../../../src/store/sqlite/registry/site-rows.ts";
import { declared, feedSite, NOW, peerSite } from "../../contract/samples.ts";

describe("the rows of sites, which are read at every request", () => {
  let folder: string;
  let path: string;
  let db: Database;
  let [a, p] = [0, 0];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "discal-kept-"));
    path = join(folder, "discal.db");
    await using store = await openStore({ path, timezone: "UTC", now: NOW });
    [a = 0, p = 0] = await declared(store, feedSite("a"), peerSite("p"));
    db = queries(connect(path));
  });
  afterEach(async () => {
    db.$client.close();
    await rm(folder, { recursive: true });
  });

  const rename = (name: string) => db.update(sites).set({ name }).where(eq(sites.id, a)).run();

  it("are read once, though their sites change without end what they show", () => {
    const rows = siteRows(db);
    const [all, one] = [rows.all(), rows.require(a)];
    write(db, () => db.update(sites).set({ seq: 7, changedAt: NOW }).run());
    expect(rows.all()).toBe(all);
    expect(rows.byUrl(one.url)).toBe(one);
  });

  it("are read anew once one was written, or a key of theirs was learnt", () => {
    const rows = siteRows(db);
    expect([rows.all().length, rows.require(a).name]).toEqual([2, "a"]);
    rename("b");
    expect([rows.all()[0]?.name, rows.require(a).name]).toEqual(["b", "b"]);
    const key = { fingerprint: "F".repeat(40), certificate: "its key", seq: 99, changedAt: NOW };
    db.update(sites).set({ fingerprint: key.fingerprint }).where(eq(sites.id, p)).run();
    expect(rows.require(p).certificate).toBe(null);
    db.insert(certificates).values(key).run();
    expect([rows.require(p).certificate, rows.all()[1]?.certificate]).toEqual(["its key", "its key"]);
    db.delete(certificates).run();
    expect(rows.require(p).certificate).toBe(null);
  });

  it("are those within a transaction, and those before it once it is taken back", () => {
    const rows = siteRows(db);
    const names = () => [rows.all()[0]?.name, rows.require(a).name];
    const takenBack = (name: string) =>
      write(db, () => {
        rename(name);
        expect(names()).toEqual([name, name]);
        throw new Error("taken back");
      });
    for (const name of ["b", "c"]) {
      expect(() => takenBack(name)).toThrow("taken back");
      expect(names()).toEqual(["a", "a"]);
    }
    expect(() => takenBack("d")).toThrow("taken back");
    rename("e");
    expect(names()).toEqual(["e", "e"]);
  });

  it("are read anew once another process has written", async () => {
    const rows = siteRows(db);
    const known = rows.all();
    await using other = await openStore({ path, timezone: "UTC", now: NOW });
    const added = await other.registry.add(feedSite("c", { declared: "api" }), NOW);
    expect(rows.all()).toHaveLength(known.length + 1);
    await other.registry.change(added.id, { name: "C" }, NOW);
    expect(rows.byUrl(added.url)?.name).toBe("C");
    await other.registry.change(added.id, { name: "D" }, NOW);
    expect(rows.require(added.id).name).toBe("D");
  });
});
