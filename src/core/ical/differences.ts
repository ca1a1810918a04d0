import type { Version } from "../model/version.ts";
import { compareVersions } from "./compare-versions.ts";

/** One field that two versions of an event say differently. */
export interface Difference {
  /** Which happening of a series it is about, `2026-03-16 19:00 Europe/Berlin`; null of the event itself. */
  readonly happening: string | null;
  /** As in {@link compareVersions}. */
  readonly field: string;
  /** As a person reads it; "" where nothing is said. */
  readonly before: string;
  readonly after: string;
}

/**
 * What differs between two versions field by field, of all that the semantic digest covers (protocol, section 4); where
 * `before` is null, everything.
 */
export function differences(before: Version | null, after: Version): readonly Difference[] {
  const rows = compareVersions(before === null ? [after] : [before, after]);
  return rows
    .filter(({ agree }) => before === null || !agree)
    .map(({ happening, field, says }) => {
      const [was, is] = before === null ? [null, says[0]] : says;
      return { happening, field, before: was?.text ?? "", after: is?.text ?? "" };
    });
}
