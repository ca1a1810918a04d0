import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import type { EventFilter } from "../core/model/filter.ts";
import { readAsked, readFilter } from "../serve/feeds/filter.ts";
import type { Window } from "../serve/feeds/window.ts";
import { asUsage } from "./exit.ts";
import { findSite } from "./find-site.ts";
import { repeated } from "./repeated.ts";
import type { Session } from "./session.ts";

/** The options of a filter. */
export interface FilterOptions {
  readonly text?: string;
  readonly tag?: readonly string[];
  readonly place?: readonly string[];
  readonly site?: readonly string[];
  readonly near?: string;
  readonly radius?: string;
}

/** The options by which events are chosen. */
export interface Choice extends FilterOptions {
  readonly from?: string;
  readonly to?: string;
}

/** Adds the options of a filter; of one that is repeated any will do. */
export function withFilter(command: Command): Command {
  return command
    .option("--text <words>", "only with these words in title, place, tags or description")
    .option("--tag <tag>", "only with this tag; may be repeated, as --place and --site", repeated)
    .option("--place <place>", "only at this place: its whole name, or the part before the comma", repeated)
    .option("--site <site>", "only what this site shows: its name, number, address or host", repeated)
    .option("--near <lat,lon>", "only around this point, such as 38.54,-121.74")
    .option("--radius <length>", "how far from it, such as 800m or 5km");
}

/** Adds the options by which events are chosen. */
export function withChoice(command: Command): Command {
  return withFilter(
    command
      .option("--from <when>", "a date, in the node's zone, or an instant such as 2026-11-21T18:00:00Z")
      .option("--to <when>", "a date, which is included, or an instant"),
  );
}

/** The window and filter that were asked for; throws a UsageError where they make no sense. */
export async function readChoice(choice: Choice, session: Session): Promise<Window & EventFilter> {
  const given = await parametersOf(choice, session);
  for (const name of ["from", "to"] as const) given.set(name, choice[name] ?? "");
  const { window, filter } = asUsage(() => readAsked(given, session.config.node.timezone));
  return { ...window, ...filter };
}

/** The filter that was asked for; throws a UsageError where it makes no sense. */
export async function readFilterOptions(options: FilterOptions, session: Session): Promise<EventFilter> {
  const given = await parametersOf(options, session);
  return asUsage(() => readFilter(given));
}

/** As a feed is asked; sites by their number. */
async function parametersOf(options: FilterOptions, { node }: Session): Promise<URLSearchParams> {
  const { text, tag = [], place = [], site = [], near, radius } = options;
  const sites = site.length === 0 ? [] : await node.store.registry.all();
  return new URLSearchParams([
    ...(text === undefined ? [] : [["text", text]]),
    ...tag.map((each) => ["tag", each]),
    ...place.map((each) => ["place", each]),
    ...site.map((each) => ["site", String(findSite(sites, each).id)]),
    ...(near === undefined ? [] : [["near", near]]),
    ...(radius === undefined ? [] : [["radius", radius]]),
  ]);
}

/** Reads the number of events of a page. */
export function readLimit(text: string): number {
  const limit = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= 1000) return limit;
  throw new InvalidArgumentError("Expected a number from 1 to 1000.");
}
