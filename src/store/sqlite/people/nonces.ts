import { lte, sql } from "../../../../schema/drizzle.ts";
import { nonces } from "../../../../schema/tables.ts";
import type { Store } from "../../contract.ts";
import type { Database } from "../database/database.ts";
import { slots } from "../database/slots.ts";
import { writeAlong } from "../database/transaction.ts";

export function nonceBook(db: Database): Store["useNonce"] {
  const forget = db
    .delete(nonces)
    .where(lte(nonces.expires, sql.placeholder("now")))
    .prepare();
  const add = db
    .insert(nonces)
    .values(slots(nonces, ["nonce", "expires"]))
    .onConflictDoNothing()
    .prepare();
  return async (nonce, expires, now) =>
    // What a push brings is written after its nonce, and is never there without it.
    writeAlong(db, () => {
      forget.run({ now });
      return add.run({ nonce, expires }).changes === 1;
    });
}
