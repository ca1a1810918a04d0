import type { Command } from "commander";
import { readFilter } from "../config/filter-text.ts";
import { DomainError } from "../core/model/domain-error.ts";
import type { PeerFilter } from "../core/model/peer-filter.ts";
import type { SiteChange } from "../store/registry.ts";
import { UsageError } from "./exit.ts";

/** The options that say which events are taken from a site, and given to a peer. */
export interface FilterOptions {
  readonly filterIn?: string;
  readonly filterOut?: string;
}

const FORM = `as in peers.yaml: "{tags: [music], hops: 3}", or everything`;

/** Adds the option of all sites. */
export function withFilterIn(command: Command): Command {
  return command.option("--filter-in <filter>", `what is taken of it, ${FORM}`);
}

/** Adds the options of peers. */
export function withFilters(command: Command): Command {
  return withFilterIn(command).option("--filter-out <filter>", `what it is given, ${FORM}`);
}

/** What the options say; what they don't say is left out. Throws a UsageError. */
export function filterSettings({
  filterIn,
  filterOut,
}: FilterOptions): Pick<SiteChange, "filterIn" | "filterOut"> {
  return {
    ...(filterIn !== undefined && { filterIn: read("--filter-in", filterIn) }),
    ...(filterOut !== undefined && { filterOut: read("--filter-out", filterOut) }),
  };
}

function read(option: string, text: string): PeerFilter | null {
  try {
    return readFilter(text);
  } catch (error) {
    if (error instanceof DomainError) throw new UsageError(`${option}: ${error.message}`);
    throw error;
  }
}
