import type { Site } from "../../../core/model/site.ts";
import type { Version } from "../../../core/model/version.ts";
import type { OfferResult } from "../../../core/model/verdict.ts";
import { sendHop } from "../../../core/reconcile/forward.ts";
import { standOf } from "../../../core/reconcile/stand.ts";
import type { Arrival, Commons } from "../../commons.ts";
import type { Admit } from "./admit.ts";
import type { Changes, RecordChanges } from "../database/changes.ts";
import { together } from "../database/together.ts";
import { copyRows } from "../deliveries/copy-rows.ts";
import type { Database } from "../database/database.ts";
import type { EventText } from "../listing/event-text.ts";
import { objectStates } from "./object-states.ts";
import { sightingBook } from "../polls/sighting.ts";
import { type SiteRows, siteRows } from "../registry/site-rows.ts";

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
  const commit = together(db);

  /**
   * Sites that it crossed have it, at no more hops than it would be sent to them with. Believed only of peers that are
   * polled, as a comparison then shows what a lie kept from them.
   */
  const crossed = (version: Version, object: number, peers: readonly Site[]) => {
    const hop = sendHop(version);
    if (hop === null) return;
    for (const peer of peers) copies.learn(peer.id, object, version, hop);
  };

  /** Does something else stand than what a person settles? */
  const isStale = ({ version: { uid }, onto }: Arrival): boolean => {
    if (onto === undefined) return false;
    const state = states.load(uid)?.state;
    return state === undefined || standOf(state) !== onto;
  };

  const arrive = (arrival: Arrival, known: KnownSites, changes: Changes): OfferResult => {
    const { version, siteId, enteredBy, path = [] } = arrival;
    const site = siteId === null ? null : known.require(siteId);
    const { uid, revision } = version;
    if (isStale(arrival))
      return { uid, revision, verdict: "rejected", reason: "another version has come meanwhile" };
    const { object, isNew, verdict, reason } = admit({ version, site, enteredBy, path }, changes);
    if (site !== null) {
      const showing = { hop: version.hop, rawHash: null, raw: null };
      sightings.show(object, site, showing, changes, isNew);
      if (site.kind === "peer") copies.learn(site.id, object, version, Math.max(0, version.hop - 1), isNew);
    }
    crossed(version, object, path.flatMap(known.polled));
    return { uid, revision, verdict, reason };
  };

  return (arrivals, now) =>
    commit(() =>
      record(now, (changes) => {
        const known = knownSites(sites);
        return arrivals.map((arrival) => arrive(arrival, known, changes));
      }),
    );
}

/** Sites as they are within one transaction. */
interface KnownSites {
  require(id: number): Site;
  /** The peer that is polled at this URL. */
  polled(url: string): readonly Site[];
}

function knownSites(sites: Pick<SiteRows, "require" | "byUrl">): KnownSites {
  const byId = new Map<number, Site>();
  const byUrl = new Map<string, readonly Site[]>();
  return {
    require: (id) => byId.getOrInsertComputed(id, sites.require),
    polled: (url) =>
      byUrl.getOrInsertComputed(url, () => {
        const site = sites.byUrl(url);
        return site?.kind === "peer" && site.poll !== null ? [site] : [];
      }),
  };
}
