import type { ObjectState, Version, VersionClass } from "../model/version.ts";
import { joinCopies } from "./copies.ts";
import type { Merged } from "./merge.ts";

/**
 * What is kept of a merge where no filter takes the UID: of the version that came only what merge looks at (protocol,
 * section 8). What stood with its text keeps one.
 */
export function withoutNewText(before: ObjectState, merged: Merged, of: VersionClass): Merged {
  const after = merged.state[of];
  if (!merged.changed || after === null) return merged;
  const known = before[of]?.versions ?? [];
  const versions = after.versions.map((version) =>
    known.includes(version) ? version : bare(known, version),
  );
  const changed = versions.length !== known.length || versions.some((version) => !known.includes(version));
  return { ...merged, changed, state: { ...merged.state, [of]: { ...after, versions } } };
}

function bare(known: readonly Version[], version: Version): Version {
  const same = known.find(
    ({ digest, revision }) => digest === version.digest && revision === version.revision,
  );
  if (same === undefined) return { ...version, text: "" };
  return same.text === "" ? joinCopies(same, { ...version, text: "" }) : version;
}
