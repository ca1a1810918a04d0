import type { OfferVerdict } from "../../core/model/verdict.ts";
import type { Version } from "../../core/model/version.ts";
import { merge } from "../../core/reconcile/merge.ts";
import { governing, winner } from "../../core/reconcile/winner.ts";
import type { Changes } from "./changes.ts";
import type { Database } from "./database.ts";
import type { EventIndex } from "./event-index.ts";
import { history } from "./history.ts";
import { objectStates, type Standing } from "./object-states.ts";
import { sightingRows } from "./sighting-rows.ts";

/** What came of one version that was merged. */
export interface Admission {
  /** Id of the object. */
  readonly object: number;
  readonly verdict: OfferVerdict;
  readonly reason: string;
  readonly fresh: boolean;
  /** Something of its state was written. */
  readonly changed: boolean;
}

export type Admit = (version: Version, changes: Changes, known?: Standing) => Admission;

/** Merges one version (protocol, section 4) and writes all that follows from it; within a transaction. */
export function admission(db: Database, index: EventIndex): Admit {
  const states = objectStates(db);
  const past = history(db);
  const sightings = sightingRows(db);
  return (version, changes, known) => {
    const found = known ?? states.load(version.uid);
    const before = found ?? states.create(version.uid, changes);
    const object = before.row.id;
    const merged = merge(before.state, version);
    if (merged.changed) {
      states.save(before, merged.state, changes);
      const wins = winner(merged.state);
      if (wins?.c1 !== winner(before.state)?.c1) index.write(object, wins, changes.now);
      for (const { siteId } of sightings.of(object)) changes.touch(siteId);
    }
    const late = !merged.changed && version.by === "person" && isLate(before, version);
    if (late) past.shelve(object, version, "overtaken", merged.reason, changes.now);
    const fresh = before.rows.size === 0;
    const outcome = { object, fresh, changed: merged.changed, reason: merged.reason };
    if (merged.verdict === "conflict") return { ...outcome, verdict: "conflict" };
    if (merged.verdict === "ignore") return { ...outcome, verdict: late ? "held" : "duplicate" };
    if (governing(merged.state)?.versions.includes(version)) return { ...outcome, verdict: "accepted" };
    const reason = "kept as a proposal: only versions that the key in the UID signed are published";
    return { ...outcome, verdict: "held", reason };
  };
}

function isLate(before: Standing, { class: versionClass, revision }: Version): boolean {
  return revision < (before.state[versionClass]?.revision ?? 0);
}
