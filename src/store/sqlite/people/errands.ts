import { and, desc, eq, isNull, lte, sql } from "../../../../schema/drizzle.ts";
import { errands as rows } from "../../../../schema/tables.ts";
import type { Errand } from "../../../core/model/errand.ts";
import type { Errands } from "../../errands.ts";
import type { Database } from "../database/database.ts";
import { read, write } from "../database/transaction.ts";

/** How long what is done or given up is kept after it was made, ms. */
const KEPT = 90 * 86_400_000;
/** Longest error or outcome that is kept: it may quote what a foreign site says. */
const MOST_TEXT = 1000;

export function errands(db: Database): Errands {
  const about = ({ kind, subject }: Pick<Errand, "kind" | "subject">) =>
    and(eq(rows.kind, kind), eq(rows.subject, subject));
  // What becomes of an errand is nothing to the one that took its place meanwhile.
  const same = (errand: Errand) =>
    and(about(errand), eq(rows.id, errand.id), eq(rows.createdAt, errand.createdAt));
  const change = (errand: Errand, values: Partial<typeof rows.$inferInsert>): void => {
    const tries = sql`${rows.tries} + 1`;
    write(db, () =>
      db
        .update(rows)
        .set({ ...values, tries })
        .where(same(errand))
        .run(),
    );
  };
  const last = sql<number>`coalesce(max(${rows.id}), 0)`;
  // Asked at every beat of a node.
  const next = db
    .select({ at: sql<number | null>`min(${rows.nextTry})` })
    .from(rows)
    .prepare();
  const due = db
    .select()
    .from(rows)
    .where(lte(rows.nextTry, sql.placeholder("now")))
    .orderBy(rows.nextTry, rows.id)
    .limit(sql.placeholder("limit"))
    .prepare();
  return {
    add: async ({ kind, subject, payload }, now, at = now) =>
      write(db, () => {
        const before = db.select({ id: last }).from(rows).get()?.id ?? 0;
        const past = and(isNull(rows.nextTry), lte(rows.createdAt, now - KEPT));
        db.delete(rows).where(past).run();
        db.delete(rows).where(about({ kind, subject })).run();
        const row = { id: before + 1, kind, subject, payload, createdAt: now, tries: 0, nextTry: at };
        db.insert(rows).values(row).run();
      }),
    due: async (now, limit) => read(db, () => due.all({ now, limit })),
    done: async (errand, outcome) => {
      if (outcome === undefined) write(db, () => db.delete(rows).where(same(errand)).run());
      else change(errand, { nextTry: null, lastError: null, outcome: outcome.slice(0, MOST_TEXT) });
    },
    failed: async (errand, { error, nextTry }) =>
      change(errand, { nextTry, lastError: error.slice(0, MOST_TEXT) }),
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
      read(db, () => db.select().from(rows).where(about({ kind, subject })).get() ?? null),
    nextDue: async () => read(db, () => next.get()?.at ?? null),
  };
}
