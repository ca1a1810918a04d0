import type { Version } from "../model/version.ts";

/** In words, why this one of several versions of one revision is the one that is published (`byRank`). */
export function whyFirst(first: Version, rivals: readonly Version[]): string {
  if (rivals.length === 0) return "the only version of its revision";
  if (first.deleted && rivals.some(({ deleted }) => !deleted)) return "a deletion goes before all else";
  if (first.cancelled && rivals.some(({ cancelled }) => !cancelled))
    return "a cancellation goes before what takes place";
  return "its digest is the greatest, by which all nodes choose until a person decides";
}
