import type { ObjectState } from "../../../core/model/version.ts";
import { winner } from "../../../core/reconcile/winner.ts";
import type { Changes } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import type { EventIndex } from "../listing/event-index.ts";
import { type ObjectRow, objectRows } from "./object-rows.ts";
import { objectStates, type Standing } from "./object-states.ts";
import { overlayRows } from "./overlay-rows.ts";
import { sightingRows } from "../polls/sighting-rows.ts";
import type { Provenance } from "./version-rows.ts";

/** Writes an object's new state and row, and all that follows from them: what is listed, and what is published. */
export type SettleObject = (
  before: Standing,
  row: ObjectRow,
  after: { readonly state: ObjectState; readonly changed: boolean },
  changes: Changes,
  arrived: Provenance,
) => void;

export function settling(db: Database, index: EventIndex): SettleObject {
  const objects = objectRows(db);
  const states = objectStates(db);
  const overlays = overlayRows(db);
  const sightings = sightingRows(db);
  return (before, row, { state, changed }, changes, arrived) => {
    const flips = row.shown !== before.row.shown || row.admitted !== before.row.admitted;
    if (changed) states.save(before, row, state, changes, arrived);
    else if (flips) objects.update({ ...row, seq: changes.next() });
    else if (row.judged !== before.row.judged || row.entered !== before.row.entered) objects.update(row);
    const [wins, won] = [winner(state), winner(before.state)];
    const otherwise = wins?.c1 !== won?.c1 || wins?.text !== won?.text;
    if (otherwise || row.shown !== before.row.shown) {
      const { isNew } = before;
      const site = arrived.receivedFrom;
      index.write(row.id, overlays.shown(row, wins, isNew), { now: changes.now, site, isNew });
    }
    if (before.isNew || (!changed && !flips)) return;
    for (const { siteId } of sightings.of(row.id)) changes.touch(siteId);
  };
}
