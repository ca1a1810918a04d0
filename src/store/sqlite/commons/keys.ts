import { sql } from "../../../../schema/drizzle.ts";
import { objects } from "../../../../schema/tables.ts";
import { uidFingerprint } from "../../../core/model/uid.ts";
import type { ObjectState, Version } from "../../../core/model/version.ts";
import type { Commons } from "../../commons.ts";
import type { RecordChanges } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import { heldVersions } from "./held-versions.ts";
import { judging } from "../judging/judgement.ts";
import { objectStates, type Standing } from "./object-states.ts";
import type { SettleObject } from "./settle-object.ts";
import { read } from "../database/transaction.ts";
import { MADE_HERE } from "./version-rows.ts";

/** What follows for the commons where a key was compromised (protocol, section 6). */
export function commonsKeys(
  db: Database,
  record: RecordChanges,
  settle: SettleObject,
): Pick<Commons, "ofKey" | "disown"> {
  const states = objectStates(db);
  const judge = judging(db);
  const held = heldVersions(db);
  return {
    ofKey: async (fingerprint, { after, limit }) =>
      read(db, () => {
        const key = fingerprint.toUpperCase();
        const isNamed = sql`instr(upper(${objects.uid}), ${`.${key}@`}) > 0`;
        const found: string[] = [];
        for (let last = after; found.length < limit;) {
          const page = db.all<{ uid: string }>(
            sql`SELECT ${objects.uid} AS uid FROM ${objects}
              WHERE ${objects.uid} > ${last} AND ${isNamed} ORDER BY ${objects.uid} LIMIT ${limit}`,
          );
          found.push(...page.map(({ uid }) => uid).filter((uid) => uidFingerprint(uid) === key));
          const end = page.at(-1)?.uid;
          if (page.length < limit || end === undefined) break;
          last = end;
        }
        return found.slice(0, limit);
      }),
    disown: async (uid, c1s, now) =>
      record(now, (changes) => {
        const before = states.load(uid);
        const after = before === null ? null : without(before, new Set(c1s));
        if (before === null || after === null) return;
        const fresh = after.signed === null && after.open === null;
        const { row } = fresh ? before : judge({ row: before.row, fresh, showing: null }, after, changes);
        const kept = [...before.rows].filter(([version]) => stands(after, version));
        for (const [version, id] of before.rows) if (!stands(after, version)) held.drop(id, now);
        settle({ ...before, rows: new Map(kept) }, row, { state: after, changed: true }, changes, MADE_HERE);
      }),
  };
}

function stands({ signed, open }: ObjectState, version: Version): boolean {
  return [signed, open].some((known) => known?.versions.includes(version) === true);
}

/** What is left; null where none of them is among the signed ones. */
function without({ state }: Standing, c1s: ReadonlySet<string>): ObjectState | null {
  const { signed } = state;
  const left = signed?.versions.filter(({ c1 }) => !c1s.has(c1)) ?? [];
  if (signed === null || left.length === signed.versions.length) return null;
  return { ...state, signed: left.length === 0 ? null : { ...signed, versions: left } };
}
