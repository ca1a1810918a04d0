import { eq, sql } from "../../../../schema/drizzle.ts";
import { certificates } from "../../../../schema/tables.ts";
import type { Changes } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";

export type CertificateRow = typeof certificates.$inferSelect;

export interface CertificateRows {
  find(fingerprint: string): CertificateRow | null;
  /** True where the certificate is another one than before: takes a number of the change log. */
  learn(fingerprint: string, certificate: string, changes: Changes): boolean;
}

/** Keys by primary fingerprint; merging what was seen is for others. */
export const certificateRows = perDatabase((db: Database): CertificateRows => {
  const find = db
    .select()
    .from(certificates)
    .where(eq(certificates.fingerprint, sql.placeholder("fingerprint")))
    .prepare();
  return {
    find: (fingerprint) => find.get({ fingerprint }) ?? null,
    learn(fingerprint, certificate, changes) {
      if (find.get({ fingerprint })?.certificate === certificate) return false;
      const news = { certificate, seq: changes.next(), changedAt: changes.now };
      db.insert(certificates)
        .values({ fingerprint, ...news })
        .onConflictDoUpdate({ target: certificates.fingerprint, set: news })
        .run();
      return true;
    },
  };
});
