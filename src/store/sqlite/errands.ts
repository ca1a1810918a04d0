import { and, desc, eq, isNull, lte, sql } from "../../../schema/drizzle.ts";
import { errands as rows } from "../../../schema/tables.ts";
import type { Errand } from "../../core/model/errand.ts";
import type { Errands } from "../errands.ts";
import type { Database } from "./database.ts";
import { read, write } from "./transaction.ts";

/** How long what is done or given up is kept after it was made, ms. */
const KEPT = 90 * 86_400_000;
/** Longest error or outcome that is kept: it may quote what a foreign site says. */
const MOST_TEXT = 1000;

export function errands(db: Database): Errands {
  // What becomes of an errand is nothing to the one that took its place meanwhile.
  const same = ({ id, kind, subject, createdAt }: Errand) =>
    and(eq(rows.id, id), eq(rows.kind, kind), eq(rows.subject, subject), eq(rows.createdAt, createdAt));
  return {
    add: async ({ kind, subject, payload }, now, at = now) =>
      write(db, () => {
        const last =
          db
            .select({ id: sql<number | null>`max(${rows.id})` })
            .from(rows)
            .get()?.id ?? 0;
        db.delete(rows)
          .where(and(eq(rows.kind, kind), eq(rows.subject, subject)))
          .run();
        db.insert(rows)
          .values({ id: last + 1, kind, subject, payload, createdAt: now, tries: 0, nextTry: at })
          .run();
      }),
    due: async (now, limit) =>
      read(db, () =>
        db
          .select()
          .from(rows)
          .where(lte(rows.nextTry, now))
          .orderBy(rows.nextTry, rows.id)
          .limit(limit)
          .all(),
      ),
    done: async (errand, outcome) =>
      write(db, () => {
        if (outcome === undefined) db.delete(rows).where(same(errand)).run();
        else {
          const done = { nextTry: null, lastError: null, outcome: outcome.slice(0, MOST_TEXT) };
          db.update(rows).set(done).where(same(errand)).run();
        }
      }),
    failed: async (errand, { error, nextTry }) =>
      write(
        db,
        () =>
          void db
            .update(rows)
            .set({ tries: sql`${rows.tries} + 1`, nextTry, lastError: error.slice(0, MOST_TEXT) })
            .where(same(errand))
            .run(),
      ),
    list: async (kind) =>
      read(db, () =>
        db
          .select()
          .from(rows)
          .where(kind === undefined ? undefined : eq(rows.kind, kind))
          .orderBy(desc(rows.id))
          .all(),
      ),
    find: async (kind, subject) =>
      read(
        db,
        () =>
          db
            .select()
            .from(rows)
            .where(and(eq(rows.kind, kind), eq(rows.subject, subject)))
            .get() ?? null,
      ),
    nextDue: async () =>
      read(
        db,
        () =>
          db
            .select({ at: sql<number | null>`min(${rows.nextTry})` })
            .from(rows)
            .where(sql`${rows.nextTry} IS NOT NULL`)
            .get()?.at ?? null,
      ),
  };
}
