import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Connection, connect } from "../../../src/store/sqlite/database/database.ts";
import { type Migration, migrate, migrations, version } from "../../../src/store/sqlite/database/migrate.ts";
import type { Store } from "../../../src/store/contract.ts";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { version as sample } from "../../contract/samples.ts";
import { against } from "../../support/threat.ts";
import { databaseOfSchema } from "./earlier-schema.ts";

const NEWEST = migrations().length;
const NEXT: Migration = {
  number: NEWEST + 1,
  sql: "ALTER TABLE meta ADD COLUMN second TEXT; UPDATE meta SET second = 'new'",
};
const options = { timezone: "UTC", now: 0 };

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "discal-migrate-"));
  path = join(folder, "discal.db");
});
afterEach(() => rm(folder, { recursive: true }));

function epochIn(file: string): unknown {
  return new Sqlite(file, { readonly: true }).prepare("SELECT epoch FROM meta").pluck().get();
}

async function withDatabase<T>(work: (client: Connection) => T): Promise<T> {
  const client = connect(path);
  try {
    return work(client);
  } finally {
    client.close();
  }
}

describe("migrating a database", () => {
  test("makes a new one without a copy", async () => {
    await (await openStore({ path, ...options }))[Symbol.asyncDispose]();
    expect((await readdir(folder)).filter((name) => name.includes("before"))).toEqual([]);
    expect(await withDatabase(version)).toBe(migrations().length);
  });

  test("keeps a copy of one that is changed, as it was", async () => {
    const store = await openStore({ path, ...options });
    await store[Symbol.asyncDispose]();
    await withDatabase((client) => migrate(client, [...migrations(), NEXT]));
    expect(await readdir(folder)).toContain(`discal.db.before-${NEWEST + 1}`);
    expect(epochIn(`${path}.before-${NEWEST + 1}`)).toBe(store.epoch);
    expect(await withDatabase((client) => client.prepare("SELECT second FROM meta").pluck().get())).toBe(
      "new",
    );
  });

  test("lets its owner alone read the database, what SQLite lays beside it, and the copy", async () => {
    const store = await openStore({ path, ...options });
    const modes = async () => {
      const names = await readdir(folder);
      return Promise.all(
        names.map(async (name) => [name, ((await stat(join(folder, name))).mode & 0o077).toString(8)]),
      );
    };
    expect(await modes()).toEqual([
      ["discal.db", "0"],
      ["discal.db-shm", "0"],
      ["discal.db-wal", "0"],
    ]);
    await store[Symbol.asyncDispose]();
    await withDatabase((client) => migrate(client, [...migrations(), NEXT]));
    expect(await modes()).toContainEqual([`discal.db.before-${NEWEST + 1}`, "0"]);
  });

  test(
    "leaves every byte of it as it was where a later step fails half-way",
    against("upgrade", "a migration breaks off", "all steps are one transaction: the file stays as it was"),
    async () => {
      const old = databaseOfSchema(1, 0);
      const before = await readFile(old.path);
      const half = "CREATE TABLE half (a TEXT) STRICT; UPDATE sites SET name = 'half'; SELECT 1 FROM nowhere";
      const client = connect(old.path);
      const broken = { number: NEWEST + 1, sql: half };
      expect(() => migrate(client, [...migrations(), broken])).toThrow("nowhere");
      client.close();
      expect(before.equals(await readFile(old.path))).toBe(true);
      await using store = await old.open();
      expect((await store.statistics()).schema).toBe(NEWEST);
    },
  );

  test("refuses a step that leaves a reference to nothing", async () => {
    await (await openStore({ path, ...options }))[Symbol.asyncDispose]();
    const breaking = {
      number: NEWEST + 1,
      sql: "INSERT INTO copies VALUES (1, 1, 'open', '', 1, '', 1, NULL)",
    };
    await expect(withDatabase((client) => migrate(client, [...migrations(), breaking]))).rejects.toThrow(
      /references/,
    );
    expect(await withDatabase(version)).toBe(NEWEST);
  });

  test(
    "refuses a database that is newer than the program, and says what to do",
    against("upgrade", "an older program is started on a newer database", "refused, and nothing is changed"),
    async () => {
      await (await openStore({ path, ...options }))[Symbol.asyncDispose]();
      await withDatabase((client) => migrate(client, [...migrations(), NEXT]));
      const before = await readFile(path);
      await expect(openStore({ path, ...options })).rejects.toMatchObject({
        problem: "unsupported",
        message: expect.stringMatching(
          new RegExp(`schema version ${NEWEST + 1}.*up to ${NEWEST}.*newer program.*before-${NEWEST + 1}`),
        ),
      });
      expect(before.equals(await readFile(path))).toBe(true);
    },
  );

  test("refuses another program's database", async () => {
    await withDatabase((client) => client.exec("CREATE TABLE other (a)"));
    await expect(openStore({ path, ...options })).rejects.toMatchObject({ problem: "unsupported" });
  });
});

describe("opening a database", () => {
  test(
    "has each commit synced to the disk",
    against("crash", "power fails just after a commit", "WAL with synchronous=FULL"),
    async () => {
      const [FULL, modes] = [2, ["journal_mode", "synchronous"]];
      const found = await withDatabase((client) =>
        modes.map((name) => client.pragma(name, { simple: true })),
      );
      expect(found).toEqual(["wal", FULL]);
    },
  );

  test("makes the folder that it is in", async () => {
    const deep = join(folder, "a", "b", "discal.db");
    await (await openStore({ path: deep, ...options }))[Symbol.asyncDispose]();
    expect(await readdir(join(folder, "a", "b"))).toContain("discal.db");
  });

  test("says so where the file is no database", async () => {
    await writeFile(path, "BEGIN:VCALENDAR\r\n".repeat(100));
    await expect(openStore({ path, ...options })).rejects.toMatchObject({
      problem: "unavailable",
      message: expect.stringContaining("not a SQLite database"),
    });
  });

  test("says so where the folder cannot be made or the file not be opened", async () => {
    await writeFile(join(folder, "file"), "");
    const through = join(folder, "file", "discal.db");
    await expect(openStore({ path: through, ...options })).rejects.toMatchObject({ problem: "unavailable" });
    await mkdir(path);
    await expect(openStore({ path, ...options })).rejects.toMatchObject({ problem: "unavailable" });
  });

  test.skipIf(process.getuid?.() === 0)("says so where the folder may not be written", async () => {
    await chmod(folder, 0o500);
    await expect(openStore({ path, ...options })).rejects.toMatchObject({ problem: "unavailable" });
    await chmod(folder, 0o700);
  });

  test("keeps the epoch, and begins a new one for a restored copy", async () => {
    const first = await openStore({ path, ...options });
    await first[Symbol.asyncDispose]();
    const again = await openStore({ path, ...options });
    await again[Symbol.asyncDispose]();
    expect(again.epoch).toBe(first.epoch);

    const copy = join(folder, "copy.db");
    await withDatabase((client) => client.prepare("VACUUM INTO ?").run(copy));
    const restored = await openStore({ path: copy, ...options });
    await restored[Symbol.asyncDispose]();
    expect(restored.epoch).not.toBe(first.epoch);
    const later = await openStore({ path: copy, ...options });
    await later[Symbol.asyncDispose]();
    expect(later.epoch).toBe(restored.epoch);
  });

  test.each<[string, (store: Store) => Promise<unknown>]>([
    ["a peer", (store) => store.repair.changes(0, 9)],
    ["a subscriber", (store) => store.commons.lastChange()],
  ])("begins a new epoch where a copy was put over the file that knows less than %s", async (_, tell) => {
    const enter = (store: Store, uid: string) =>
      store.commons.apply([{ version: sample(uid, 1), siteId: null }], 0);
    const first = await openStore({ path, ...options });
    await enter(first, "1@a");
    await tell(first);
    await first[Symbol.asyncDispose]();
    const copy = await readFile(path);
    const second = await openStore({ path, ...options });
    await enter(second, "2@a");
    await tell(second);
    await second[Symbol.asyncDispose]();
    await writeFile(path, copy);
    const restored = await openStore({ path, ...options });
    expect(second.epoch).toBe(first.epoch);
    expect(restored.epoch).not.toBe(first.epoch);
    await restored[Symbol.asyncDispose]();
    const later = await openStore({ path, ...options });
    await later[Symbol.asyncDispose]();
    expect(later.epoch).toBe(restored.epoch);
  });
});
