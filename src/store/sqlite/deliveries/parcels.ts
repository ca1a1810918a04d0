import { eq, sql } from "../../../../schema/drizzle.ts";
import { objects } from "../../../../schema/tables.ts";
import type { ObjectState, Version } from "../../../core/model/version.ts";
import { sendHop } from "../../../core/reconcile/forward.ts";
import { governing, winner } from "../../../core/reconcile/winner.ts";
import { objectStates } from "../commons/object-states.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";

/** An object's place in the change log. */
export interface LogEntry {
  readonly id: number;
  readonly uid: string;
  readonly seq: number;
}

/** What is sent of an object as it stands, whoever gets it. */
export interface Parcel {
  readonly object: number;
  readonly state: ObjectState;
  readonly shown: boolean;
  /** Versions of the class that can win, as they stand here and as they are sent. */
  readonly versions: readonly { readonly stored: Version; readonly sent: Version }[];
}

export interface Parcels {
  /** Made once for all peers: with each change of what is sent its object takes another number in the change log. */
  of(entry: LogEntry): Parcel;
  /** As it is in the change log now. */
  ofObject(id: number): Parcel | null;
  /** The id of the object that a version was sent of; null for one that no parcel held. */
  objectOf(sent: Version): number | null;
}

/** Characters of text that are kept at hand: peers that keep step find all of it. */
const KEPT = 8 * 1024 * 1024;

export const parcels = perDatabase((db: Database): Parcels => {
  const states = objectStates(db);
  const entry = db
    .select({ id: objects.id, uid: objects.uid, seq: objects.seq })
    .from(objects)
    .where(eq(objects.id, sql.placeholder("id")))
    .prepare();
  const sources = new WeakMap<Version, number>();
  const kept = new Map<number, { readonly seq: number; readonly parcel: Parcel }>();
  let size = 0;

  const pack = ({ id, uid }: LogEntry): Parcel => {
    const known = states.load(uid);
    const state = known?.state ?? { uid, signed: null, open: null };
    const standing = winner(state) === null ? [] : (governing(state)?.versions ?? []);
    const versions = standing.map((stored) => ({
      stored,
      sent: { ...stored, hop: sendHop(stored) ?? stored.hop },
    }));
    for (const { sent } of versions) sources.set(sent, id);
    return { object: id, state, shown: known?.row.shown ?? false, versions };
  };
  const keep = (seq: number, parcel: Parcel): Parcel => {
    if (size > KEPT) {
      kept.clear();
      size = 0;
    }
    kept.set(parcel.object, { seq, parcel });
    for (const { stored } of parcel.versions) size += stored.text.length;
    return parcel;
  };
  const of = (at: LogEntry): Parcel => {
    const known = kept.get(at.id);
    return known?.seq === at.seq ? known.parcel : keep(at.seq, pack(at));
  };
  return {
    of,
    ofObject(id) {
      const at = entry.get({ id });
      return at === undefined ? null : of(at);
    },
    objectOf: (sent) => sources.get(sent) ?? null,
  };
});
