import { isDeepStrictEqual } from "node:util";
import { eq, inArray } from "../../../../schema/drizzle.ts";
import { sightings, sites } from "../../../../schema/tables.ts";
import type { Site, SiteDeclaration } from "../../../core/model/site.ts";
import type { SiteChange } from "../../registry.ts";
import type { Changes } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import type { EventText } from "../listing/event-text.ts";
import { healthRows } from "../polls/health-rows.ts";
import { siteRows } from "./site-rows.ts";

export interface Declaration {
  /** Makes the rows of this kind agree with the list. */
  all(declared: "file" | "sample", wanted: readonly SiteDeclaration[], changes: Changes): void;
  /** `others`: the URLs that are declared with it. */
  one(wanted: SiteDeclaration, changes: Changes, others?: ReadonlySet<string>): Site;
  change(site: Site, change: SiteChange, changes: Changes): Site;
}

const NONE: ReadonlySet<string> = new Set();

/** What the configuration or the API says becomes rows of the registry; within a transaction. */
export function declaration(db: Database, text: EventText): Declaration {
  const rows = siteRows(db);
  const health = healthRows(db);

  const create = (wanted: SiteDeclaration, changes: Changes): Site => {
    const row = { ...wanted, enabled: true, seq: 0, changedAt: changes.now };
    const { id } = db.insert(sites).values(row).returning({ id: sites.id }).get();
    health.create(id, wanted.poll === null ? null : changes.now);
    return rows.require(id);
  };

  /** Writes a row anew where it differs, and what follows from that. */
  const renew = (known: Site, site: Site, changes: Changes): Site => {
    if (isDeepStrictEqual(known, site)) return known;
    // With its id in it, an update would look through all that was ever received for references to it.
    const { certificate: _certificate, id: _id, ...row } = site;
    db.update(sites).set(row).where(eq(sites.id, known.id)).run();
    const nextPoll = site.poll === null ? null : changes.now;
    if (known.poll !== site.poll) health.update(known.id, { nextPoll });
    // What is taken up again starts over, whatever stopped it before.
    if (site.enabled && !known.enabled) health.update(known.id, { nextPoll, suspended: false, held: null });
    if (known.name !== site.name) changes.touch(known.id);
    if (known.tags.join("\n") !== site.tags.join("\n")) retag(known.id, changes);
    return rows.require(known.id);
  };

  /** Its local tags are published and searched with all that it shows. */
  const retag = (siteId: number, changes: Changes) => {
    const shown = db.select({ object: sightings.object }).from(sightings).where(eq(sightings.site, siteId));
    for (const { object } of shown.all()) text.rewrite(object);
    const alike = db
      .selectDistinct({ site: sightings.site })
      .from(sightings)
      .where(inArray(sightings.object, shown));
    for (const { site } of alike.all()) changes.touch(site);
  };

  /** The file may name a peer by where it was, unless it names it by where it is, too: then that is another one. */
  const movedAway = ({ url, declared }: SiteDeclaration, others: ReadonlySet<string>): Site | null => {
    const peer = declared === "file" ? rows.byFormerUrl(url) : null;
    return peer === null || others.has(peer.url) ? null : peer;
  };

  const one: Declaration["one"] = (wanted, changes, others = NONE) => {
    const known = rows.byUrl(wanted.url) ?? movedAway(wanted, others);
    if (known === null) return create(wanted, changes);
    // The operator's word pins another key; without one, the key that was seen stays pinned.
    const fingerprint = wanted.fingerprint ?? known.fingerprint;
    // A peer that has moved stays where it is, and what has no name but its host goes by the host that it has.
    const { url } = known;
    const name = wanted.name === URL.parse(wanted.url)?.host ? (URL.parse(url)?.host ?? "") : wanted.name;
    return renew(known, { ...known, ...wanted, url, name, fingerprint, enabled: true }, changes);
  };

  return {
    one,
    change: (site, change, changes) => renew(site, { ...site, ...change }, changes),
    all(declared, wanted, changes) {
      const urls = new Set(wanted.map(({ url }) => url));
      const named = new Set(wanted.map((site) => one(site, changes, urls).id));
      for (const site of rows.all()) {
        if (site.declared !== declared || named.has(site.id) || !site.enabled) continue;
        db.update(sites).set({ enabled: false }).where(eq(sites.id, site.id)).run();
      }
    },
  };
}
