import type { Site } from "../../../core/model/site.ts";
import type { OfferResult } from "../../../core/model/verdict.ts";
import { sendHop } from "../../../core/reconcile/forward.ts";
import { standOf } from "../../../core/reconcile/stand.ts";
import type { Arrival, Commons } from "../../commons.ts";
import type { Admit } from "./admit.ts";
import type { Changes, RecordChanges } from "../database/changes.ts";
import { copyRows } from "../deliveries/copy-rows.ts";
import type { Database } from "../database/database.ts";
import type { EventText } from "../listing/event-text.ts";
import { objectStates } from "./object-states.ts";
import { sightingBook } from "../polls/sighting.ts";
import { siteRows } from "../registry/site-rows.ts";

export function commonsApply(
  db: Database,
  record: RecordChanges,
  admit: Admit,
  text: EventText,
): Commons["apply"] {
  const sightings = sightingBook(db, text);
  const copies = copyRows(db);
  const sites = siteRows(db);
  const states = objectStates(db);

  /**
   * Sites that it crossed have it, at no more hops than it would be sent to them with. Believed only of peers that are
   * polled, as a comparison then shows what a lie kept from them.
   */
  const crossed = ({ version, path = [] }: Arrival, object: number) => {
    const hop = sendHop(version);
    if (hop === null) return;
    for (const url of path) {
      const peer = sites.byUrl(url);
      if (peer?.kind === "peer" && peer.poll !== null) copies.learn(peer.id, object, version, hop);
    }
  };

  /** Does something else stand than what a person settles? */
  const isStale = ({ version: { uid }, onto }: Arrival): boolean => {
    if (onto === undefined) return false;
    const state = states.load(uid)?.state;
    return state === undefined || standOf(state) !== onto;
  };

  const arrive = (arrival: Arrival, site: Site | null, changes: Changes): OfferResult => {
    const { version, enteredBy, path } = arrival;
    const { uid, revision } = version;
    if (isStale(arrival))
      return { uid, revision, verdict: "rejected", reason: "another version has come meanwhile" };
    const { object, verdict, reason } = admit({ version, site, enteredBy, path }, changes);
    if (site !== null) {
      const showing = { hop: version.hop, rawHash: null, raw: null };
      sightings.show(object, site, showing, changes);
      if (site.kind === "peer") copies.learn(site.id, object, version, Math.max(0, version.hop - 1));
    }
    crossed(arrival, object);
    return { uid, revision, verdict, reason };
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
