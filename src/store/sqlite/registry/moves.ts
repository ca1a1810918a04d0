import { asc } from "../../../../schema/drizzle.ts";
import { moves as table } from "../../../../schema/tables.ts";
import type { Moves } from "../../moves.ts";
import type { Database } from "../database/database.ts";
import { read, write } from "../database/transaction.ts";

/** Where this node was reached before. */
export function moves(db: Database): Moves {
  return {
    all: async () =>
      read(db, () => db.select().from(table).orderBy(asc(table.id)).all()).map(
        ({ origin, target, createdAt, signature }) => ({ from: origin, to: target, createdAt, signature }),
      ),
    add: async ({ from, to, createdAt, signature }) =>
      write(db, () => {
        db.insert(table).values({ origin: from, target: to, createdAt, signature }).run();
      }),
  };
}
