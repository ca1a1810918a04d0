import type { Site } from "../../core/model/site.ts";
import type { Arrival, Commons } from "../commons.ts";
import type { Admit } from "./admit.ts";
import type { Changes, RecordChanges } from "./changes.ts";
import { copyRows } from "./copy-rows.ts";
import type { Database } from "./database.ts";
import type { EventText } from "./event-text.ts";
import { sightingBook } from "./sighting.ts";
import { siteRows } from "./site-rows.ts";

export function commonsApply(
  db: Database,
  record: RecordChanges,
  admit: Admit,
  text: EventText,
): Commons["apply"] {
  const sightings = sightingBook(db, text);
  const copies = copyRows(db);
  const sites = siteRows(db);

  const arrive = ({ version }: Arrival, site: Site | null, changes: Changes) => {
    const { object, verdict, reason } = admit(version, changes);
    if (site !== null) {
      const showing = { hop: version.hop, rawHash: null, raw: null };
      sightings.show(object, site, showing, changes);
      if (site.kind === "peer") copies.learn(site.id, object, version, Math.max(0, version.hop - 1));
    }
    return { uid: version.uid, revision: version.revision, verdict, reason };
  };

  return async (arrivals, now) =>
    record(now, (changes) => {
      const known = new Map<number | null, Site | null>([[null, null]]);
      return arrivals.map((arrival) => {
        const { siteId } = arrival;
        if (!known.has(siteId)) known.set(siteId, siteId === null ? null : sites.require(siteId));
        return arrive(arrival, known.get(siteId) ?? null, changes);
      });
    });
}
