import { asc, eq, sql } from "../../../../schema/drizzle.ts";
import { objects, overlays } from "../../../../schema/tables.ts";
import { overlaid } from "../../../core/ical/overlaid.ts";
import type { Overlay } from "../../../core/model/overlay.ts";
import type { Version } from "../../../core/model/version.ts";
import type { Database } from "../database/database.ts";
import type { ObjectRow } from "./object-rows.ts";
import { perDatabase } from "../database/per-database.ts";

export interface OverlayRows {
  find(object: number): Overlay | null;
  write(object: number, overlay: Overlay | null, now: number): void;
  /** UIDs, in their order. */
  all(): readonly string[];
  /** What people are shown of an object whose winner this is; null where they are shown nothing. One that is new has no overlay. */
  shown(row: ObjectRow, winner: Version | null, isNew?: boolean): Version | null;
}

export const overlayRows = perDatabase((db: Database): OverlayRows => {
  const object = sql.placeholder("object");
  const find = db
    .select({ overlay: overlays.overlay })
    .from(overlays)
    .where(eq(overlays.object, object))
    .prepare();
  const remove = db.delete(overlays).where(eq(overlays.object, object)).prepare();
  const all = db
    .select({ uid: objects.uid })
    .from(overlays)
    .innerJoin(objects, eq(objects.id, overlays.object))
    .orderBy(asc(objects.uid))
    .prepare();
  const overlayOf = (object: number) => find.get({ object })?.overlay ?? null;
  return {
    find: overlayOf,
    write(object, overlay, changedAt) {
      remove.run({ object });
      if (overlay !== null) db.insert(overlays).values({ object, overlay, changedAt }).run();
    },
    all: () => all.all().map(({ uid }) => uid),
    shown(row, winner, isNew = false) {
      if (winner === null || !row.shown || row.hidden) return null;
      if (isNew) return winner;
      return overlaid(winner, overlayOf(row.id));
    },
  };
});
