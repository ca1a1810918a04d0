import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, lte, sql } from "../../../../schema/drizzle.ts";
import { notices as rows } from "../../../../schema/tables.ts";
import type { Notices } from "../../notices.ts";
import type { Database } from "../database/database.ts";
import { noticeRows, seenNow } from "./notice-rows.ts";
import { read, write } from "../database/transaction.ts";

const columns = {
  id: rows.id,
  at: rows.at,
  kind: rows.kind,
  uid: rows.uid,
  siteId: rows.site,
  text: rows.text,
  seenAt: rows.seenAt,
};
/** Most notices that are kept: of more, the oldest are forgotten, seen or not. */
const MOST = 10_000;

export function notices(db: Database): Notices {
  const insert = noticeRows(db);
  const newest = sql`(SELECT max(${rows.id}) FROM ${rows})`;
  // Asked at every beat of a node.
  const untold = db
    .select(columns)
    .from(rows)
    .where(isNull(rows.toldAt))
    .orderBy(asc(rows.id))
    .limit(sql.placeholder("limit"))
    .prepare();
  const trim = db
    .delete(rows)
    .where(lte(rows.id, sql`${newest} - ${MOST}`))
    .prepare();
  return {
    add: async (news, now) => write(db, () => insert(news, now)),
    list: async ({ unseenOnly, before, limit }) =>
      read(db, () =>
        db
          .select(columns)
          .from(rows)
          .where(
            and(
              unseenOnly ? isNull(rows.seenAt) : undefined,
              before === null ? undefined : lt(rows.id, before),
            ),
          )
          .orderBy(desc(rows.id))
          .limit(limit)
          .all(),
      ),
    seen: async (id, now) =>
      write(db, () => {
        const known = db.select({ seenAt: rows.seenAt }).from(rows).where(eq(rows.id, id)).get();
        if (known?.seenAt === null) db.update(rows).set(seenNow(now)).where(eq(rows.id, id)).run();
        return known !== undefined;
      }),
    seenOf: async (ids) =>
      read(db, () => {
        const seen = db
          .select({ id: rows.id })
          .from(rows)
          .where(and(inArray(rows.id, [...ids]), isNotNull(rows.seenAt)));
        return new Set(seen.all().map(({ id }) => id));
      }),
    untold: async (limit) => read(db, () => untold.all({ limit })),
    told: async (ids, now) =>
      write(db, () => {
        db.update(rows)
          .set({ toldAt: now })
          .where(inArray(rows.id, [...ids]))
          .run();
        trim.run();
      }),
  };
}
