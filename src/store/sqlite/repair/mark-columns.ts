import { sql } from "../../../../schema/drizzle.ts";
import { objects, versions } from "../../../../schema/tables.ts";
import { uidFingerprint } from "../../../core/model/uid.ts";
import type { ObjectMarks, VersionMark } from "../../repair.ts";

/** A row of `versions` joined with its object, selected as a mark. */
export const markColumns = {
  uid: objects.uid,
  class: versions.class,
  revision: versions.revision,
  digest: versions.digest,
  c1: versions.c1,
  reviseUrl: versions.reviseUrl,
  hop: versions.hop,
  cancelled: versions.cancelled,
  deleted: versions.deleted,
  body: sql<boolean>`${versions.text} <> ''`.mapWith(Boolean),
};

/** Of standing versions those in the class that can win, by UID in the order of the rows. */
export function marksOf(rows: readonly (VersionMark & { readonly uid: string })[]): readonly ObjectMarks[] {
  const byUid = new Map<string, VersionMark[]>();
  for (const { uid, ...mark } of rows) {
    if (mark.class !== governingClass(uid)) continue;
    const marks = byUid.get(uid);
    if (marks === undefined) byUid.set(uid, [mark]);
    else marks.push(mark);
  }
  return [...byUid].map(([uid, marks]) => ({ uid, versions: marks }));
}

/** The class that decides for this UID, as `governing` has it of a whole state. */
export function governingClass(uid: string): VersionMark["class"] {
  return uidFingerprint(uid) === null ? "open" : "signed";
}
