import { desc, eq, inArray, lte, sql } from "../../../../schema/drizzle.ts";
import { replies as rows } from "../../../../schema/tables.ts";
import type { Replies } from "../../replies.ts";
import type { Database } from "../database/database.ts";
import { write } from "../database/transaction.ts";

const MINUTE = 60_000;
/** How long an answer is given again, ms. */
const KEPT = 24 * 60 * MINUTE;
/** What has not ended by then never will, ms. */
const LOST = 5 * MINUTE;
/** Most requests that are remembered: of more, the oldest are forgotten. */
const MOST = 10_000;
/** A longer body is not kept, UTF-8 bytes. */
const MOST_BYTES = 256 * 1024;

export function replies(db: Database): Replies {
  const ofKey = eq(rows.key, sql.placeholder("key"));
  const find = db.select().from(rows).where(ofKey).prepare();
  const forget = db.delete(rows).where(ofKey).prepare();
  const expire = db
    .delete(rows)
    .where(lte(rows.begun, sql.placeholder("past")))
    .prepare();
  const crowd = db.select({ key: rows.key }).from(rows).orderBy(desc(rows.begun)).limit(MOST).offset(MOST);
  const trim = db.delete(rows).where(inArray(rows.key, crowd)).prepare();

  const start = (key: string, request: string, begun: number) => {
    const row = { request, begun, reply: null };
    db.insert(rows)
      .values({ key, ...row })
      .onConflictDoUpdate({ target: rows.key, set: row })
      .run();
    trim.run();
    return { state: "new" } as const;
  };

  return {
    begin: async (key, request, now) =>
      write(db, () => {
        expire.run({ past: now - KEPT });
        const known = find.get({ key });
        if (known === undefined) return start(key, request, now);
        if (known.request !== request) return { state: "other" };
        if (known.reply !== null) return { state: "done", reply: known.reply };
        return now - known.begun > LOST ? start(key, request, now) : { state: "under-way" };
      }),
    finish: async (key, reply) =>
      write(db, () => {
        if (Buffer.byteLength(reply.body) > MOST_BYTES) forget.run({ key });
        else db.update(rows).set({ reply }).where(eq(rows.key, key)).run();
      }),
    forget: async (key) => write(db, () => void forget.run({ key })),
  };
}
