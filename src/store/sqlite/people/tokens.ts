import { desc, eq, getTableColumns, sql } from "../../../../schema/drizzle.ts";
import { tokens as rows } from "../../../../schema/tables.ts";
import { DomainError } from "../../../core/model/domain-error.ts";
import type { Token } from "../../../core/model/token.ts";
import type { Tokens } from "../../tokens.ts";
import type { Database } from "../database/database.ts";
import { read, whereWritable, write } from "../database/transaction.ts";

/** How exactly the last use is known, ms: most requests write nothing. */
const MINUTE = 60_000;

export function tokens(db: Database): Tokens {
  const { hash: _hash, ...columns } = getTableColumns(rows);
  const byId = db
    .select(columns)
    .from(rows)
    .where(eq(rows.id, sql.placeholder("id")))
    .prepare();
  const byHash = db
    .select(columns)
    .from(rows)
    .where(eq(rows.hash, sql.placeholder("hash")))
    .prepare();
  const all = db.select(columns).from(rows).orderBy(desc(rows.createdAt), desc(rows.id)).prepare();
  const find = (id: number): Token | null => byId.get({ id }) ?? null;
  const isFresh = (token: Token | null, now: number) =>
    token === null || (token.lastUsedAt !== null && now - token.lastUsedAt < MINUTE);
  return {
    create: async (token, now) =>
      write(db, () =>
        db
          .insert(rows)
          .values({ ...token, createdAt: now, lastUsedAt: null, revokedAt: null })
          .returning(columns)
          .get(),
      ),
    byHash: async (hash) => read(db, () => byHash.get({ hash }) ?? null),
    all: async () => read(db, () => all.all()),
    used: async (id, now) => {
      if (read(db, () => isFresh(find(id), now))) return;
      const note = () => db.update(rows).set({ lastUsedAt: now }).where(eq(rows.id, id)).run();
      whereWritable(
        () => void write(db, note),
        () => {},
      );
    },
    revoke: async (id, now) =>
      write(db, () => {
        const token = find(id);
        if (token === null) throw new DomainError("not-found", `there is no token ${id}`, { token: id });
        if (token.revokedAt !== null) return token;
        db.update(rows).set({ revokedAt: now }).where(eq(rows.id, id)).run();
        return { ...token, revokedAt: now };
      }),
  };
}
