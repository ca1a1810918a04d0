import type { Site } from "../../core/model/site.ts";
import type { Arrival, Commons } from "../contract.ts";
import type { Admit } from "./admit.ts";
import type { RecordChanges } from "./changes.ts";
import { copyRows } from "./copy-rows.ts";
import type { Database } from "./database.ts";
import type { EventText } from "./event-text.ts";
import { sightingRows } from "./sighting-rows.ts";
import { siteRows } from "./site-rows.ts";
import type { Changes } from "./changes.ts";

export function commonsApply(
  db: Database,
  record: RecordChanges,
  admit: Admit,
  text: EventText,
): Commons["apply"] {
  const sightings = sightingRows(db);
  const copies = copyRows(db);
  const sites = siteRows(db);

  const arrive = ({ version }: Arrival, site: Site | null, changes: Changes) => {
    const { object, verdict, reason } = admit(version, changes);
    if (site !== null) {
      const showing = { hop: version.hop, rawHash: null, raw: null };
      const news = sightings.show(object, site.id, showing, changes.now);
      if (news !== "known") changes.touch(site.id);
      if (news === "new" && site.tags.length > 0) text.rewrite(object);
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
