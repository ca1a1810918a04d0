import { hash } from "node:crypto";
import { breathe } from "../../../workshop/breathe.ts";
import { and, asc, eq, gt, sql } from "../../../../schema/drizzle.ts";
import { objects, sites as siteTable } from "../../../../schema/tables.ts";
import type { Site } from "../../../core/model/site.ts";
import type { Version } from "../../../core/model/version.ts";
import { lacks, type PeerCopy } from "../../../core/reconcile/forward.ts";
import type { Batch, Deliveries } from "../../deliveries.ts";
import { cargo, type Cargo, type Limits } from "./cargo.ts";
import { copyRows } from "./copy-rows.ts";
import type { Crossed } from "./crossed.ts";
import { CIRCUIT_OPENS, cursorRows } from "./cursor-rows.ts";
import type { Database } from "../database/database.ts";
import { exceptionRows } from "./exception-rows.ts";
import { type Outward, outFilter } from "./out-filter.ts";
import { type Parcel, parcels } from "./parcels.ts";
import { notHeld, pushedTo } from "./pushed-to.ts";
import { siteRows } from "../registry/site-rows.ts";
import { writeAlong } from "../database/transaction.ts";

/** To whom versions go, what may, and when. */
interface Sending {
  readonly peer: number;
  readonly passes: Outward;
  readonly now: number;
  /** There is something that it did not take. */
  readonly hasExceptions: boolean;
}

/** Entries of the change log that one transaction looks at, and those that are read in one go: a batch and a few more. */
const AT_ONCE = 500;
const PAGE = 64;

export function batches(db: Database, epoch: string, crossed: Crossed): Deliveries["nextBatch"] {
  const sites = siteRows(db);
  const cursors = cursorRows(db);
  const copies = copyRows(db);
  const exceptions = exceptionRows(db);
  const packed = parcels(db);
  const outward = outFilter(db);
  const isPushedTo = db
    .select({ id: siteTable.id })
    .from(siteTable)
    .where(and(pushedTo(db), notHeld(db), eq(siteTable.id, sql.placeholder("peer"))))
    .prepare();
  const log = db
    .select({ id: objects.id, uid: objects.uid, seq: objects.seq })
    .from(objects)
    .where(gt(objects.seq, sql.placeholder("cursor")))
    .orderBy(asc(objects.seq))
    .limit(PAGE)
    .prepare();

  /** What the peer lacks of one object, with the hop that it is sent with. */
  const lacking = (
    { peer, passes, now, hasExceptions }: Sending,
    { object, state, shown, versions }: Parcel,
    copied: readonly PeerCopy[],
  ): readonly Version[] => {
    // What it has any copy of it follows, whatever is filtered now (protocol, section 5).
    if (copied.length === 0 && !(shown && passes(state))) return [];
    const waiting = hasExceptions
      ? exceptions.of(peer, object).filter(({ nextTry }) => nextTry === null || nextTry > now)
      : [];
    const has = [...copied, ...waiting];
    return versions.filter(({ stored }) => lacks(has, stored)).map(({ sent }) => sent);
  };

  const loadExceptions = (load: Cargo, sending: Sending, limits: Limits): ReadonlySet<number> => {
    const loaded = new Set<number>();
    if (!sending.hasExceptions) return loaded;
    for (const id of exceptions.due(sending.peer, sending.now, limits.objects)) {
      const parcel = packed.ofObject(id);
      const versions = parcel === null ? [] : lacking(sending, parcel, copies.of(sending.peer, id));
      if (versions.length === 0) exceptions.settle(sending.peer, id, sending.now);
      else if (load.load(versions)) loaded.add(id);
    }
    return loaded;
  };

  /** Loads what follows a cursor; gives where it came to, and whether there is more behind it. */
  const loadLog = (load: Cargo, sending: Sending, cursor: number, loaded: ReadonlySet<number>) => {
    let upTo = cursor;
    for (let seen = 0; seen < AT_ONCE; seen += PAGE) {
      const entries = log.all({ cursor: upTo });
      const copied = copies.ofEach(
        sending.peer,
        entries.map(({ id }) => id),
      );
      for (const entry of entries) {
        const { id, seq } = entry;
        const versions = loaded.has(id) ? [] : lacking(sending, packed.of(entry), copied.get(id) ?? []);
        if (versions.length > 0 && !load.load(versions)) return { upTo, more: true };
        upTo = seq;
      }
      if (entries.length < PAGE) return { upTo, more: false };
    }
    return { upTo, more: true };
  };

  const step = (peer: Site, now: number, most: Limits): Batch | "more" | null => {
    const row = cursors.find(peer.id);
    if (row.stopped || row.dormant || isPushedTo.get({ peer: peer.id }) === undefined) return null;
    const limits = row.failures < CIRCUIT_OPENS ? most : { ...most, objects: 1 };
    const hasExceptions = exceptions.any(peer.id);
    const sending = { peer: peer.id, passes: outward(peer), now, hasExceptions };
    const load = cargo(limits);
    const loaded = loadExceptions(load, sending, limits);
    const { upTo, more } = loadLog(load, sending, row.cursor, loaded);
    const { versions } = load;
    if (versions.length > 0) {
      const deliveryId = idOf([epoch, peer.id, ...versions.map(({ c1, hop }) => `${c1} ${hop}`)]);
      return { peer, deliveryId, versions, path: crossed.by(versions, peer), after: row.cursor, upTo };
    }
    if (upTo > row.cursor) cursors.write({ ...row, cursor: upTo });
    return more ? "more" : null;
  };

  return async (peerId, now, limits) => {
    for (;;) {
      const found = writeAlong(db, () => step(sites.require(peerId), now, limits));
      if (found !== "more") return found;
      await breathe();
    }
  };
}

function idOf(parts: readonly (string | number)[]): string {
  return hash("sha256", parts.join("\n")).slice(0, 32);
}
