import type { ObjectState, Version } from "../../../core/model/version.ts";
import { isProposal } from "../../../core/reconcile/proposal.ts";
import { inConflict, winner } from "../../../core/reconcile/winner.ts";
import type { Changes } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import { history } from "./history.ts";
import { noticesSettled } from "../people/notice-rows.ts";
import { type ObjectRow, objectRows } from "./object-rows.ts";
import { perDatabase } from "../database/per-database.ts";
import { type Keeping, type Provenance, versionRows } from "./version-rows.ts";

/** What is known of a UID, and the rows that it stands in. */
export interface Standing {
  readonly row: ObjectRow;
  readonly state: ObjectState;
  readonly rows: ReadonlyMap<Version, number>;
  /** Made within this transaction: nothing else is known of it yet, and nothing needs to be looked up. */
  readonly isNew: boolean;
}

export interface ObjectStates {
  load(uid: string): Standing | null;
  /** A UID of which no version stands; `changedAt` is 0 where none may come. */
  create(uid: string, changes: Changes, changedAt: number): Standing;
  /**
   * Writes what merge made of it, and the row as it is given; takes a number of the change log. `arrived` is how what
   * is new in it came.
   */
  save(before: Standing, row: ObjectRow, after: ObjectState, changes: Changes, arrived: Provenance): void;
}

export const objectStates = perDatabase((db: Database): ObjectStates => {
  const objects = objectRows(db);
  const versions = versionRows(db);
  const past = history(db);
  const settled = noticesSettled(db);
  return {
    load(uid) {
      const row = objects.find(uid);
      if (row === null) return null;
      const rows = versions.standing(row.id);
      return { row, rows, state: stateOf(uid, [...rows.keys()]), isNew: false };
    },
    create: (uid, changes, changedAt) => ({
      row: objects.create(uid, changes.next(), changedAt),
      rows: new Map(),
      state: { uid, signed: null, open: null },
      isNew: true,
    }),
    save({ row: known, rows, state: before, isNew }, row, after, changes, arrived) {
      const standing = [...(after.signed?.versions ?? []), ...(after.open?.versions ?? [])];
      const wins = winner(after);
      const won = winner(before);
      const as = (state: "winner" | "rival", waits = false): Keeping => ({
        state,
        at: changes.now,
        why: "",
        until: null,
        waits,
      });
      const wonId = won === null ? undefined : rows.get(won);
      const same = won?.digest === wins?.digest && won?.revision === wins?.revision;
      // What was proposed is taken.
      const taken = !same && wins !== null && rows.size > 0;
      if (taken && versions.settle(row.id, { digest: wins.digest }))
        settled.ofEvent("proposal", row.uid, changes.now);
      const place = placesOf(rows, standing);
      const kept = new Set(place.values());
      for (const [version, id] of rows) {
        if (!kept.has(id)) past.retire(row.id, id, version, overtakenBy(version, after), changes.now);
        else if (id === wonId && place.get(wins) !== id) versions.keep(id, as("rival"));
      }
      for (const version of standing) {
        const keeping = as(version === wins ? "winner" : "rival", isProposal(version));
        const stood = place.get(version);
        const shelved = stood === undefined && !isNew ? versions.find(row.id, version) : null;
        const id = stood ?? shelved?.id;
        if (id === undefined) {
          versions.insert(row.id, version, keeping, arrived);
          continue;
        }
        if (!rows.has(version)) versions.replace(id, version);
        if (shelved?.state === "proposed" && arrived.receivedFrom !== null) versions.arrive(id, arrived);
        if (stood === undefined || (version === wins && id !== wonId)) versions.keep(id, keeping);
      }
      const contested = inConflict(after);
      if (row.contested && !contested) settled.ofEvent("conflict", row.uid, changes.now);
      const written = {
        ...row,
        seq: isNew ? row.seq : changes.next(),
        changedAt: !same ? changes.now : isNew ? 0 : row.changedAt,
        contested,
      };
      if (!isNew || differ(written, known)) objects.update(written);
    },
  };
});

function differ(one: ObjectRow, other: ObjectRow): boolean {
  return (Object.keys(one) as (keyof ObjectRow)[]).some((name) => one[name] !== other[name]);
}

/** The row that each version goes to: its own, or that of the copy whose place it takes. */
function placesOf(
  rows: ReadonlyMap<Version, number>,
  standing: readonly Version[],
): Map<Version | null, number> {
  const known = [...rows];
  return new Map(
    standing.flatMap((version) => {
      const row = known.find(
        ([other]) =>
          other.class === version.class &&
          other.revision === version.revision &&
          other.digest === version.digest,
      );
      return row === undefined ? [] : [[version, row[1]]];
    }),
  );
}

function stateOf(uid: string, versions: readonly Version[]): ObjectState {
  const ofClass = (name: Version["class"]) => {
    const members = versions.filter((version) => version.class === name);
    return members[0] === undefined ? null : { revision: members[0].revision, versions: members };
  };
  return { uid, signed: ofClass("signed"), open: ofClass("open") };
}

function overtakenBy(version: Version, after: ObjectState): string {
  const revision = after[version.class]?.revision ?? version.revision;
  return revision > version.revision
    ? `overtaken by revision ${revision}`
    : "enough better versions of this revision are known";
}
