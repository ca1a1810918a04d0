import { and, eq, sql } from "../../../../schema/drizzle.ts";
import { memories } from "../../../../schema/tables.ts";
import type { SourceMemory } from "../../../core/model/source.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";
import { slots } from "../database/slots.ts";

/** A memory, and the version that the feed shows. */
export interface MemoryRow {
  readonly memory: SourceMemory;
  readonly version: number;
  readonly revised: boolean;
}

export interface MemoryRows {
  find(siteId: number, object: number): MemoryRow | null;
  write(siteId: number, object: number, row: MemoryRow): void;
}

export const memoryRows = perDatabase((db: Database): MemoryRows => {
  const find = db
    .select()
    .from(memories)
    .where(and(eq(memories.site, sql.placeholder("site")), eq(memories.object, sql.placeholder("object"))))
    .prepare();
  const content = slots(memories, [
    "version",
    "revised",
    "digest",
    "digests",
    "sequence",
    "lastModified",
    "pending",
    "waitUntil",
    "wait",
  ]);
  const write = db
    .insert(memories)
    .values({ ...slots(memories, ["site", "object"]), ...content })
    .onConflictDoUpdate({ target: [memories.site, memories.object], set: content })
    .prepare();
  return {
    find(site, object) {
      const row = find.get({ site, object });
      return row === undefined ? null : { memory: memoryOf(row), version: row.version, revised: row.revised };
    },
    write(site, object, { memory, version, revised }) {
      const digest = memory.digests.at(-1) ?? "";
      write.run({ site, object, ...memory, digest, version, revised });
    },
  };
});

export function memoryOf(row: SourceMemory): SourceMemory {
  const { digests, sequence, lastModified, pending, waitUntil, wait } = row;
  return { digests, sequence, lastModified, pending, waitUntil, wait };
}
