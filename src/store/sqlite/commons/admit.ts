import type { Site } from "../../../core/model/site.ts";
import type { OfferVerdict } from "../../../core/model/verdict.ts";
import type { ObjectState, Version } from "../../../core/model/version.ts";
import { merge, type Merged } from "../../../core/reconcile/merge.ts";
import { isProposal } from "../../../core/reconcile/proposal.ts";
import { withoutNewText } from "../../../core/reconcile/stub.ts";
import { governing, inConflict } from "../../../core/reconcile/winner.ts";
import { changeNotices } from "./change-notices.ts";
import type { Changes } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import { history } from "./history.ts";
import { judging } from "../judging/judgement.ts";
import { objectStates, type Standing } from "./object-states.ts";
import { type Provenance, versionRows } from "./version-rows.ts";
import type { SettleObject } from "./settle-object.ts";

/** A version on its way in. */
export interface Arriving {
  readonly version: Version;
  /** That shows it; null where a person of this node made it. */
  readonly site: Site | null;
  readonly enteredBy?: string | undefined;
  readonly path?: readonly string[] | undefined;
}

/** What came of one version that was merged. */
export interface Admission {
  /** Id of the object. */
  readonly object: number;
  readonly verdict: OfferVerdict;
  readonly reason: string;
  readonly fresh: boolean;
  /** As in {@link Standing}. */
  readonly isNew: boolean;
  /** Something of its state was written. */
  readonly changed: boolean;
}

export type Admit = (arriving: Arriving, changes: Changes, known?: Standing) => Admission;

/** Merges one version (protocol, section 4) and writes all that follows from it; within a transaction. */
export function admission(db: Database, settle: SettleObject): Admit {
  const states = objectStates(db);
  const versions = versionRows(db);
  const past = history(db);
  const judge = judging(db);
  const tell = changeNotices(db);

  /** Versions of people of this node that somebody else's settles: of its class, or what was proposed to it so far. */
  const ownSettled = (before: Standing, { version, enteredBy, site }: Arriving): readonly Version[] => {
    const reached = before.state[version.class]?.revision ?? -1;
    return [...before.rows].flatMap(([other, id]) => {
      if (other.by !== "person") return [];
      const isNews = other.digest === version.digest || other.revision > reached;
      const fits = other.class === version.class || (isProposal(other) && isNews);
      const { receivedFrom, enteredBy: writer } = versions.origin(id);
      const byOthers = site !== null || (writer !== null && writer !== (enteredBy ?? null));
      return fits && receivedFrom === null && byOthers ? [other] : [];
    });
  };

  /** What became of the words of a person here, null where it is nothing to them. */
  const fateOfOwn = (before: Standing, arriving: Arriving): "taken" | "refused" | "overtaken" | null => {
    const own = ownSettled(before, arriving);
    if (own.length === 0) return null;
    if (own.some(({ digest }) => digest === arriving.version.digest)) return "taken";
    return versions.saidBefore(before.row.id, arriving.version) ? "refused" : "overtaken";
  };

  const tellOf = (
    arriving: Arriving,
    before: Standing,
    merged: Merged,
    shown: boolean,
    now: number,
  ): void => {
    const { version, site } = arriving;
    const siteId = site?.id ?? null;
    if (isProposal(version)) {
      // Who made it here was told so at once; it waits for people of another node.
      if (merged.verdict !== "ignore" && site !== null) tell("proposal", version, siteId, now);
    } else if (merged.verdict === "conflict") {
      if (shown && inConflict(merged.state)) tell("conflict", version, siteId, now);
    } else if (merged.verdict === "accept") {
      const fate = fateOfOwn(before, arriving);
      if (fate !== null) tell(fate, version, siteId, now);
    }
  };

  return (arriving, changes, known) => {
    const { version, site } = arriving;
    const found = known ?? states.load(version.uid) ?? states.create(version.uid, changes, changes.now);
    const fresh = found.rows.size === 0;
    const before = site === null ? { ...found, row: { ...found.row, entered: true } } : found;
    const full = merge(before.state, version);
    // What is shown by a site already stays so, whoever shows the same as well.
    const stays = !fresh && !full.changed && before.row.shown;
    const { row, reason } = stays
      ? { row: before.row, reason: "" }
      : judge({ row: before.row, fresh, showing: site?.id ?? null }, full.state, changes);
    const filtered = site?.kind === "peer" && !row.admitted;
    const merged = filtered ? withoutNewText(before.state, full, version.class) : full;
    settle(found, row, merged, changes, provenanceOf(arriving));
    const outcome = { object: row.id, fresh, isNew: found.isNew, changed: merged.changed };
    if (filtered) return { ...outcome, verdict: "filtered", reason };

    const late = !merged.changed && version.by === "person" && isLate(before.state, version);
    if (late) {
      const { now } = changes;
      const kept = past.shelve(row.id, version, "overtaken", merged.reason, now, provenanceOf(arriving));
      if (kept) tell("held", version, site?.id ?? null, now);
    }
    tellOf(arriving, before, merged, row.shown, changes.now);
    return { ...outcome, ...verdictOf(version, merged, late) };
  };
}

function verdictOf(version: Version, merged: Merged, late: boolean): Pick<Admission, "verdict" | "reason"> {
  const { verdict, reason, state } = merged;
  if (verdict === "ignore") return { verdict: late ? "held" : "duplicate", reason };
  if (governing(state)?.versions.includes(version) !== true) {
    const why = "kept as a proposal: only versions that the key in the UID signed are published";
    return { verdict: "held", reason: why };
  }
  return { verdict: verdict === "conflict" ? "conflict" : "accepted", reason };
}

function provenanceOf({ site, enteredBy, path }: Arriving): Provenance {
  return { receivedFrom: site?.id ?? null, enteredBy: enteredBy ?? null, path: path ?? [] };
}

function isLate(state: ObjectState, { class: versionClass, revision }: Version): boolean {
  return revision < (state[versionClass]?.revision ?? 0);
}
