import { DomainError } from "../../../core/model/domain-error.ts";
import { winner } from "../../../core/reconcile/winner.ts";
import type { Commons } from "../../commons.ts";
import type { RecordChanges } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import type { EventIndex } from "../listing/event-index.ts";
import { objectRows } from "./object-rows.ts";
import { objectStates } from "./object-states.ts";
import { overlayRows } from "./overlay-rows.ts";
import { sightingRows } from "../polls/sighting-rows.ts";
import { read } from "../database/transaction.ts";

/** What this node alone shows otherwise (protocol, section 4): lists follow at once, the change log of objects never. */
export function commonsOverlay(
  db: Database,
  record: RecordChanges,
  index: EventIndex,
): Pick<Commons, "overlay" | "overlaid"> {
  const states = objectStates(db);
  const objects = objectRows(db);
  const overlays = overlayRows(db);
  const sightings = sightingRows(db);
  return {
    overlay: async (uid, overlay, now) =>
      record(now, (changes) => {
        const found = states.load(uid);
        if (found === null) throw new DomainError("not-found", `There is no event with the UID ${uid}.`);
        const row = { ...found.row, hidden: overlay?.hidden ?? false };
        overlays.write(row.id, overlay, now);
        objects.update(row);
        index.write(row.id, overlays.shown(row, winner(found.state)), { now });
        // What is published here is another: a number that no object has.
        changes.next();
        for (const { siteId } of sightings.of(row.id)) changes.touch(siteId);
      }),
    overlaid: async () => read(db, () => overlays.all()),
  };
}
