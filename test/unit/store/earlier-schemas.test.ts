import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { migrations } from "../../../src/store/sqlite/database/migrate.ts";
import { NOW } from "../../contract/samples.ts";
import { against } from "../../support/threat.ts";
import { databaseOfSchema } from "./earlier-schema.ts";

const NEWEST = migrations().length;
const EARLIER = migrations()
  .map(({ number }) => number)
  .filter((number) => number < NEWEST);

/** Of each table how many rows it has; what SQLite makes itself, and what is derived at the first use, left out. */
function counts(path: string): Readonly<Record<string, number>> {
  const client = new Sqlite(path, { readonly: true });
  const names = client
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all() as string[];
  const kept = names.filter((name) => !/^sqlite_|_text_|_positions_|^digest_buckets$/.test(name));
  const found = kept.map((name) => [name, client.prepare(`SELECT count(*) FROM "${name}"`).pluck().get()]);
  client.close();
  return Object.fromEntries(found) as Record<string, number>;
}

describe.each(EARLIER)("A database of schema %i", (schema) => {
  it(
    "opens, loses no row, is sound, and leaves a copy of what it was",
    against("upgrade", "the node is updated", "each earlier schema is migrated; a copy is kept"),
    async () => {
      const { path, open } = databaseOfSchema(schema, NOW);
      const before = counts(path);
      await (await open())[Symbol.asyncDispose]();
      expect(counts(path)).toMatchObject(before);
      expect(counts(`${path}.before-${schema + 1}`)).toEqual(before);
      const client = new Sqlite(path, { readonly: true });
      expect(client.pragma("integrity_check", { simple: true })).toBe("ok");
      expect(client.pragma("foreign_key_check")).toEqual([]);
      expect(client.pragma("user_version", { simple: true })).toBe(NEWEST);
      client.close();
    },
  );
});
