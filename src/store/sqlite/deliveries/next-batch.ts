import { hash } from "node:crypto";
import { breathe } from "../../../workshop/breathe.ts";
import { and, asc, eq, gt, sql } from "../../../../schema/drizzle.ts";
import { objects, sites as siteTable } from "../../../../schema/tables.ts";
import type { Site } from "../../../core/model/site.ts";
import type { Version } from "../../../core/model/version.ts";
import { lacks, sendHop } from "../../../core/reconcile/forward.ts";
import { governing, winner } from "../../../core/reconcile/winner.ts";
import type { Batch, Deliveries } from "../../deliveries.ts";
import { cargo, type Cargo, type Limits } from "./cargo.ts";
import { copyRows } from "./copy-rows.ts";
import { crossedBy } from "./crossed.ts";
import { CIRCUIT_OPENS, cursorRows } from "./cursor-rows.ts";
import type { Database } from "../database/database.ts";
import { exceptionRows } from "./exception-rows.ts";
import { objectStates } from "../commons/object-states.ts";
import { type Outward, outFilter } from "./out-filter.ts";
import { notHeld, pushedTo } from "./pushed-to.ts";
import { siteRows } from "../registry/site-rows.ts";
import { write } from "../database/transaction.ts";

/** To whom versions go, what may, and when. */
interface Sending {
  readonly peer: number;
  readonly passes: Outward;
  readonly now: number;
}

/** Entries of the change log that one transaction looks at. */
const AT_ONCE = 500;

export function batches(db: Database, epoch: string): Deliveries["nextBatch"] {
  const sites = siteRows(db);
  const cursors = cursorRows(db);
  const copies = copyRows(db);
  const exceptions = exceptionRows(db);
  const states = objectStates(db);
  const outward = outFilter(db);
  const crossed = crossedBy(db);
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
    .limit(AT_ONCE)
    .prepare();
  const uidOf = db
    .select({ uid: objects.uid })
    .from(objects)
    .where(eq(objects.id, sql.placeholder("id")))
    .prepare();

  /** What the peer lacks of one UID, with the hop that it is sent with. */
  const lacking = ({ peer, passes, now }: Sending, uid: string): readonly Version[] => {
    const known = states.load(uid);
    if (known === null || winner(known.state) === null) return [];
    const copied = copies.of(peer, known.row.id);
    // What it has any copy of it follows, whatever is filtered now (protocol, section 5).
    if (copied.length === 0 && !(known.row.shown && passes(known.state))) return [];
    const waiting = exceptions
      .of(peer, known.row.id)
      .filter(({ nextTry }) => nextTry === null || nextTry > now);
    const has = [...copied, ...waiting];
    return (governing(known.state)?.versions ?? [])
      .filter((version) => lacks(has, version))
      .map((version) => ({ ...version, hop: sendHop(version) ?? version.hop }));
  };

  const loadExceptions = (load: Cargo, sending: Sending, limits: Limits): ReadonlySet<number> => {
    const loaded = new Set<number>();
    for (const id of exceptions.due(sending.peer, sending.now, limits.objects)) {
      const versions = lacking(sending, uidOf.get({ id })?.uid ?? "");
      if (versions.length === 0) exceptions.settle(sending.peer, id, sending.now);
      else if (load.load(versions)) loaded.add(id);
    }
    return loaded;
  };

  const step = (peer: Site, now: number, most: Limits): Batch | "more" | null => {
    const row = cursors.find(peer.id);
    if (row.stopped || row.dormant || isPushedTo.get({ peer: peer.id }) === undefined) return null;
    const limits = row.failures < CIRCUIT_OPENS ? most : { ...most, objects: 1 };
    const sending = { peer: peer.id, passes: outward(peer), now };
    const load = cargo(limits);
    const loaded = loadExceptions(load, sending, limits);
    const entries = log.all({ cursor: row.cursor });
    let upTo = row.cursor;
    for (const { id, uid, seq } of entries) {
      const versions = loaded.has(id) ? [] : lacking(sending, uid);
      if (versions.length > 0 && !load.load(versions)) break;
      upTo = seq;
    }
    const { versions } = load;
    if (versions.length > 0) {
      const deliveryId = idOf([epoch, peer.id, ...versions.map(({ c1, hop }) => `${c1} ${hop}`)]);
      return { peer, deliveryId, versions, path: crossed(versions, peer), after: row.cursor, upTo };
    }
    if (upTo > row.cursor) cursors.write({ ...row, cursor: upTo });
    return entries.length < AT_ONCE ? null : "more";
  };

  return async (peerId, now, limits) => {
    for (;;) {
      const found = write(db, () => step(sites.require(peerId), now, limits));
      if (found !== "more") return found;
      await breathe();
    }
  };
}

function idOf(parts: readonly (string | number)[]): string {
  return hash("sha256", parts.join("\n")).slice(0, 32);
}
