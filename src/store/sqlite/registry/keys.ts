import { asc, eq, sql } from "../../../../schema/drizzle.ts";
import { authors } from "../../../../schema/tables.ts";
import type { Keys } from "../../keys.ts";
import { certificateRows } from "./certificate-rows.ts";
import type { RecordChanges } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import { read, write } from "../database/transaction.ts";

export function keys(db: Database, record: RecordChanges): Keys {
  const certificates = certificateRows(db);
  const fingerprintOf = eq(authors.fingerprint, sql.placeholder("fingerprint"));
  const people = db.select().from(authors).orderBy(asc(authors.addedAt), asc(authors.name)).prepare();
  const person = db.select().from(authors).where(fingerprintOf).prepare();
  return {
    find: async (fingerprint) =>
      read(db, () => {
        const row = certificates.find(fingerprint);
        return row === null ? null : { fingerprint, certificate: row.certificate };
      }),
    learn: async ({ fingerprint, certificate }, now) =>
      record(now, (changes) => certificates.learn(fingerprint, certificate, changes)),
    authors: async () => read(db, () => people.all()),
    author: async (fingerprint) => read(db, () => person.get({ fingerprint }) ?? null),
    addAuthor: async ({ fingerprint, name }, now) =>
      write(db, () => {
        const row = { name, addedAt: now, removedAt: null };
        db.insert(authors)
          .values({ fingerprint, ...row })
          .onConflictDoUpdate({ target: authors.fingerprint, set: row })
          .run();
      }),
    removeAuthor: async (fingerprint, now) =>
      write(db, () => {
        const known = person.get({ fingerprint });
        if (known === undefined || known.removedAt !== null) return false;
        db.update(authors).set({ removedAt: now }).where(eq(authors.fingerprint, fingerprint)).run();
        return true;
      }),
  };
}
