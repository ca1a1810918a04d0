import { stringify } from "yaml";
import * as z from "zod";
import { DomainError } from "../core/model/domain-error.ts";
import type { PeerFilter } from "../core/model/peer-filter.ts";
import { readDocument } from "./document.ts";
import { filterOf, filterOptions, filterWords } from "./filter-options.ts";
import { faultsOf, type Keyed } from "./issue.ts";
import { keyOf } from "./load.ts";

/** What stands for no filter at all. */
const EVERYTHING = "everything";

/**
 * Reads a filter as peers.yaml has it, in one line: `{tags: [music], hops: 3}`, also without the braces, or
 * `everything`, which is null. Throws a DomainError `invalid` that says all that is wrong with it, a line each.
 */
export function readFilter(text: string): PeerFilter | null {
  const said = text.trim();
  if (said === EVERYTHING) return null;
  const { value, problems } = readDocument(said.startsWith("{") ? said : `{${said}}`);
  const parsed = filterOptions.safeParse(value);
  const faults = faultsOf(parsed.error?.issues ?? [], value, z.toJSONSchema(filterOptions) as Keyed);
  const wrong = problems.length > 0 ? problems : faults;
  if (parsed.data !== undefined && wrong.length === 0) return filterOf(parsed.data);
  const complaints = wrong.map(({ path, message }) =>
    [keyOf(path ?? []), message].filter(Boolean).join(": "),
  );
  throw new DomainError(
    "invalid",
    `${complaints.join("\n")}\nA filter is such as '{tags: [music], hops: 3}'.`,
  );
}

/** A filter as {@link readFilter} reads it. */
export function filterText(filter: PeerFilter | null): string {
  const words = filterWords(filter);
  if (words === null) return EVERYTHING;
  return stringify(words, { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 }).trim();
}
