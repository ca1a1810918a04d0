import type { ObjectState } from "../../../core/model/version.ts";
import { admission } from "../../../core/reconcile/interest.ts";
import { subjectOf } from "../../../core/reconcile/subject.ts";
import { leastHop, winner } from "../../../core/reconcile/winner.ts";
import type { Changes } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import type { ObjectRow } from "../commons/object-rows.ts";
import { type Rules, ruleBook } from "./rules.ts";
import { sightingRows } from "../polls/sighting-rows.ts";

/** An object with what filters and policies make of it now, and why it is not shown. */
export interface Judged {
  readonly row: ObjectRow;
  readonly reason: string;
}

/** A new object was never admitted; a sighting that is about to be written may show it as well. */
export type Judge = (
  found: { readonly row: ObjectRow; readonly fresh: boolean; readonly showing: number | null },
  state: ObjectState,
  changes: Changes,
) => Judged;

/**
 * Judges an object (protocol, section 8): by its winner, the least hop of all its versions, the filters of all sites that
 * ever showed it, and the policy. Without rules nothing is read for it.
 */
export function judging(db: Database): Judge {
  const book = ruleBook(db);
  const sightings = sightingRows(db);
  let known: { readonly changes: Changes; readonly rules: Rules } | null = null;
  /** Once per transaction: another process may have changed them since. */
  const rulesOf = (changes: Changes): Rules => {
    if (known?.changes !== changes) known = { changes, rules: book.read() };
    return known.rules;
  };
  const showing = (object: number, site: number | null): ReadonlySet<number> => {
    const shown = sightings.of(object).map(({ siteId }) => siteId);
    return new Set(site === null ? shown : [...shown, site]);
  };

  return ({ row, fresh, showing: site }, state, changes) => {
    const wins = winner(state);
    const hasText = wins?.text !== "";
    if (changes.rules === "") {
      return { row: { ...row, admitted: true, shown: hasText, judged: null }, reason: "" };
    }
    const before = !fresh && row.admitted;
    if (wins === null || !hasText) {
      // What a stub is about nobody knows before its text is here: by no rules yet, so that it is asked for.
      const judged = before ? null : wins === null ? changes.rules : "";
      const reason = "it is not known what it is about";
      return { row: { ...row, admitted: before, shown: before && hasText, judged }, reason };
    }
    // Who was shown an event is shown its deletion, which has no tags by which a filter could take it.
    if (wins.deleted && before && row.shown) return { row, reason: "" };
    const { sites, policies } = rulesOf(changes);
    const ids = row.entered ? [] : [...showing(row.id, site)];
    const from = ids.flatMap((id) => sites.get(id) ?? []);
    const { reason, ...judged } = admission(from, policies, subjectOf(wins, leastHop(state)), before);
    return { row: { ...row, ...judged, judged: judged.admitted ? null : changes.rules }, reason };
  };
}
