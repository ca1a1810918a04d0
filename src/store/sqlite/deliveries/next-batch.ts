import { hash } from "node:crypto";
import { breathe } from "../../../workshop/breathe.ts";
import { asc, gt, sql } from "../../../../schema/drizzle.ts";
import { objects } from "../../../../schema/tables.ts";
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
import { recipients } from "./recipient.ts";
import { siteRows } from "../registry/site-rows.ts";
import { read, writeAlong } from "../database/transaction.ts";

/** To whom versions go, what may, and when. */
interface Sending {
  readonly peer: number;
  readonly passes: Outward;
  readonly now: number;
  /** There is something that it did not take. */
  readonly hasExceptions: boolean;
}

/** What a stretch of the change log holds for a peer. */
interface Found {
  /** Null where it lacks nothing of it. */
  readonly batch: Batch | null;
  readonly passed: Pick<Batch, "after" | "upTo">;
  /** There is more behind it. */
  readonly more: boolean;
  /** Objects of which it was to be offered something again, and lacks nothing by now. */
  readonly settled: readonly number[];
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
  const recipientOf = recipients(db);
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

  const loadExceptions = (load: Cargo, sending: Sending, limits: Limits) => {
    const loaded = new Set<number>();
    const settled: number[] = [];
    const due = sending.hasExceptions ? exceptions.due(sending.peer, sending.now, limits.objects) : [];
    for (const id of due) {
      const parcel = packed.ofObject(id);
      const versions = parcel === null ? [] : lacking(sending, parcel, copies.of(sending.peer, id));
      if (versions.length === 0) settled.push(id);
      else if (load.load(versions)) loaded.add(id);
    }
    return { loaded, settled };
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

  const step = (peer: Site, now: number, most: Limits): Found | null => {
    const recipient = recipientOf(peer.id);
    if (recipient === null || recipient.rests || (recipient.nextTry ?? 0) > now) return null;
    const { cursor, failures, behind, hasExceptions, asked } = recipient;
    if (!behind && !hasExceptions) return null;
    const limits = failures < CIRCUIT_OPENS ? most : { ...most, objects: 1 };
    const sending = { peer: peer.id, passes: outward(peer, asked), now, hasExceptions };
    const load = cargo(limits);
    const { loaded, settled } = loadExceptions(load, sending, limits);
    const { upTo, more } = loadLog(load, sending, cursor, loaded);
    const { versions } = load;
    const passed = { after: cursor, upTo };
    if (versions.length === 0) return { batch: null, passed, more, settled };
    const deliveryId = idOf([epoch, peer.id, ...versions.map(({ c1, hop }) => `${c1} ${hop}`)]);
    const path = crossed.by(versions, peer);
    const batch = { peer, asked, deliveryId, versions, path, ...passed, more: more || hasExceptions };
    return { batch, passed, more, settled };
  };

  /** What there is nothing to send of is not looked at again. */
  const pass = (peer: number, { batch, passed: { after, upTo }, settled }: Found, now: number): void => {
    const hasPassed = batch === null && upTo > after;
    if (!hasPassed && settled.length === 0) return;
    writeAlong(db, () => {
      for (const object of settled) exceptions.settle(peer, object, now);
      const row = cursors.find(peer);
      if (hasPassed && row.cursor === after) cursors.write({ ...row, cursor: upTo });
    });
  };

  return async (peerId, now, limits) => {
    for (;;) {
      const found = read(db, () => step(sites.require(peerId), now, limits));
      if (found === null) return null;
      pass(peerId, found, now);
      if (found.batch !== null || !found.more) return found.batch;
      await breathe();
    }
  };
}

function idOf(parts: readonly (string | number)[]): string {
  return hash("sha256", parts.join("\n")).slice(0, 32);
}
