import { subjectOf, type Subject } from "../../../../src/core/reconcile/subject.ts";
import { type Lines, version } from "../../../contract/samples.ts";

/** What filters see of an event with these properties. */
export function subject(lines: Lines, given: { readonly uid?: string; readonly hop?: number } = {}): Subject {
  return subjectOf(version(given.uid ?? "event@a.example", 1, lines), given.hop ?? 0);
}
