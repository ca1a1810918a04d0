import { judgeAbsence } from "../../../core/reconcile/judge.ts";
import type { Site } from "../../../core/model/site.ts";
import type { Changes } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import type { EventText } from "../listing/event-text.ts";
import { memoryRows } from "./memory-rows.ts";
import { type Showing, type SightingRows, sightingRows } from "./sighting-rows.ts";

export interface SightingBook {
  /** The site shows an object; says whether that is new, or that it came back. Nobody has shown a new object before. */
  show(
    object: number,
    site: Site,
    showing: Showing,
    changes: Changes,
    isNew?: boolean,
  ): "new" | "returned" | "known";
  /** What the site showed so far, and shows no more as it shows nothing but these. */
  goneBut(shown: ReadonlySet<string>, siteId: number): readonly Gone[];
  /** As far as the site showed these so far. */
  shownOf(uids: readonly string[], siteId: number): readonly Gone[];
  /** Notes that it is gone; it is not cancelled, only missing. */
  miss(gone: Gone, siteId: number, changes: Changes): void;
}

/** A sighting of what a site shows no more. */
export type Gone = ReturnType<SightingRows["shownBy"]>[number];

/** Writes which sites show an object, and what follows from it; within a transaction. */
export function sightingBook(db: Database, text: EventText): SightingBook {
  const rows = sightingRows(db);
  const memories = memoryRows(db);

  /** Whoever shows it, too, publishes it with another tag, or as no more in that feed. */
  const touchAll = (object: number, changes: Changes) => {
    for (const { siteId } of rows.of(object)) changes.touch(siteId);
  };

  return {
    show(object, site, showing, changes, isNew = false) {
      const news = rows.show(object, site.id, showing, changes.now, isNew);
      if (news === "new" && site.tags.length > 0) text.rewrite(object);
      if (isNew) changes.touch(site.id);
      else if (news !== "known") touchAll(object, changes);
      return news;
    },
    shownOf: (uids, siteId) => rows.shownBy(siteId, uids),
    goneBut: (shown, siteId) => rows.shownBy(siteId).filter(({ uid }) => !shown.has(uid)),
    miss({ id, object }, siteId, changes) {
      rows.miss(id, changes.now);
      touchAll(object, changes);
      const known = memories.find(siteId, object);
      const memory = known === null ? null : judgeAbsence(known.memory);
      if (known !== null && memory !== null) memories.write(siteId, object, { ...known, memory });
    },
  };
}
