import { and, asc, eq, gt, inArray, lte, sql } from "../../../../schema/drizzle.ts";
import { certificates, meta, objects, versions } from "../../../../schema/tables.ts";
import type { Repair } from "../../repair.ts";
import type { Database } from "../database/database.ts";
import type { HandOut } from "../database/handed-out.ts";
import { markColumns, marksOf } from "./mark-columns.ts";
import { read } from "../database/transaction.ts";

/** The change log as other nodes read it. */
export function repairChanges(db: Database, handOut: HandOut): Pick<Repair, "changes" | "head"> {
  const since = sql.placeholder("since");
  const upTo = sql.placeholder("upTo");
  const limit = sql.placeholder("limit");
  const head = db.select({ seq: meta.seq }).from(meta).prepare();
  const log = db
    .select({ seq: objects.seq })
    .from(objects)
    .where(gt(objects.seq, since))
    .orderBy(asc(objects.seq))
    .limit(limit)
    .prepare();
  const keys = db
    .select({ seq: certificates.seq, fingerprint: certificates.fingerprint })
    .from(certificates)
    .where(gt(certificates.seq, since))
    .orderBy(asc(certificates.seq))
    .limit(limit)
    .prepare();
  const changed = db
    .select({ seq: objects.seq, ...markColumns })
    .from(objects)
    .innerJoin(versions, eq(versions.object, objects.id))
    .where(and(gt(objects.seq, since), lte(objects.seq, upTo), inArray(versions.state, ["winner", "rival"])))
    .orderBy(asc(objects.seq), asc(versions.id))
    .prepare();

  return {
    head: async () => read(db, () => head.get()?.seq ?? 0),
    changes: async (since, limit) =>
      read(db, () => {
        const entries = [...log.all({ since, limit: limit + 1 }), ...keys.all({ since, limit: limit + 1 })];
        const seqs = entries.map(({ seq }) => seq).toSorted((a, b) => a - b);
        const more = seqs.length > limit;
        // What is no entry (a site that was touched) is passed over at the end, too.
        const next = more ? (seqs[limit - 1] ?? since) : Math.max(since, head.get()?.seq ?? 0);
        const rows = changed.all({ since, upTo: next });
        const seqOf = new Map(rows.map(({ uid, seq }) => [uid, seq]));
        const items = marksOf(rows.map(({ seq: _seq, ...row }) => row)).map(({ uid, versions }) => ({
          seq: seqOf.get(uid) ?? next,
          uid,
          versions,
        }));
        handOut(next);
        return { items, keys: keys.all({ since, limit }).filter(({ seq }) => seq <= next), next, more };
      }),
  };
}
