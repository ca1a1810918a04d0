import { eq, sql } from "../../../../schema/drizzle.ts";
import { calendars as rows } from "../../../../schema/tables.ts";
import type { Calendars } from "../../calendars.ts";
import type { Database } from "../database/database.ts";
import { read, write } from "../database/transaction.ts";

export function calendars(db: Database): Calendars {
  const all = db
    .select()
    .from(rows)
    .orderBy(sql`${rows.title} COLLATE NOCASE`, rows.slug)
    .prepare();
  const ofSlug = eq(rows.slug, sql.placeholder("slug"));
  const bySlug = db.select().from(rows).where(ofSlug).prepare();
  const remove = db.delete(rows).where(ofSlug).prepare();
  return {
    all: async () => read(db, () => all.all()),
    bySlug: async (slug) => read(db, () => bySlug.get({ slug }) ?? null),
    save: async (calendar) =>
      write(db, () => {
        const isNew = bySlug.get({ slug: calendar.slug }) === undefined;
        db.insert(rows).values(calendar).onConflictDoUpdate({ target: rows.slug, set: calendar }).run();
        return isNew;
      }),
    remove: async (slug) => write(db, () => remove.run({ slug }).changes > 0),
  };
}
