import { and, eq, sql } from "../../../../schema/drizzle.ts";
import { versions } from "../../../../schema/tables.ts";
import type { OfferVerdict } from "../../../core/model/verdict.ts";
import type { Version } from "../../../core/model/version.ts";
import { winner } from "../../../core/reconcile/winner.ts";
import type { Commons } from "../../commons.ts";
import { changeNotices } from "./change-notices.ts";
import type { Database } from "../database/database.ts";
import { history } from "./history.ts";
import { objectStates } from "./object-states.ts";
import { write } from "../database/transaction.ts";

/** Most proposals that wait per UID, per sender of one UID, per sender, and of all: names of senders cost little. */
const MOST = { ofUid: 16, ofSenderAndUid: 4, ofSender: 100, ofAll: 1000 };

export function commonsPropose(db: Database): Commons["propose"] {
  const states = objectStates(db);
  const past = history(db);
  const tell = changeNotices(db);
  const count = (which: ReturnType<typeof and>): number =>
    db
      .select({ count: sql<number>`count(*)` })
      .from(versions)
      .where(which)
      .get()?.count ?? 0;
  const waits = sql`${versions.waits} = 1`;
  const ofOthers = sql`${versions.state} = 'proposed' AND instr(${versions.enteredBy}, '://') > 0`;
  const isFull = (object: number, sender: string): boolean => {
    const [ofUid, ofSender] = [eq(versions.object, object), eq(versions.enteredBy, sender)];
    return (
      count(and(waits, ofUid)) >= MOST.ofUid ||
      count(and(waits, ofUid, ofSender)) >= MOST.ofSenderAndUid ||
      count(and(waits, ofSender)) >= MOST.ofSender ||
      count(and(waits, ofOthers)) >= MOST.ofAll
    );
  };

  const propose = (version: Version, sender: { url: string; siteId: number | null }, now: number): Said => {
    const known = states.load(version.uid);
    if (known === null) return ["rejected", "no such event is known here"];
    if (winner(known.state)?.digest === version.digest) return ["duplicate", "as what is published"];
    if (isFull(known.row.id, sender.url))
      return ["rejected", "enough proposals wait for a person here already"];
    const why = `proposed by ${sender.url}`;
    const arrived = { receivedFrom: sender.siteId, enteredBy: sender.url, path: [] };
    if (!past.shelve(known.row.id, version, "proposed", why, now, arrived))
      return ["duplicate", "already known"];
    tell("proposal", version, sender.siteId, now);
    return ["held", "it is a proposal until a person here takes it"];
  };

  return async (proposed, sender, now) =>
    write(db, () =>
      proposed.map((version) => {
        const [verdict, reason] = propose(version, sender, now);
        return { uid: version.uid, revision: version.revision, verdict, reason };
      }),
    );
}

type Said = readonly [verdict: OfferVerdict, reason: string];
