import { DomainError } from "../model/domain-error.ts";
import type { Version } from "../model/version.ts";
import type { Made } from "./revise.ts";
import { withinSize } from "./fault.ts";
import { putTogether, takeApart } from "./stamp.ts";

/**
 * The content of a past, rival or proposed version as a person's next version of what is published, `standing` (null:
 * nothing is). It keeps the standing one's revise URL and hop. Throws a DomainError `invalid` where only the marks of
 * that version are kept here.
 */
export function restoreVersion(standing: Version | null, past: Version, made: Made): Version {
  if (past.text === "")
    throw new DomainError(
      "invalid",
      "This node keeps only the marks of that version, as no filter takes the event: there is nothing to restore.",
    );
  return withinSize(putTogether(takeApart(past), standing ?? past, { ...made, by: "person", source: null }));
}
