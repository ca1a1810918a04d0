import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { dayOf, dayStart, readWindow } from "../serve/feeds/window.ts";
import type { Window } from "../serve/feeds/window.ts";
import { asUsage } from "./exit.ts";
import { findSite } from "./find-site.ts";
import type { Session } from "./session.ts";

/** The options by which events are chosen. */
export interface Choice {
  readonly from?: string;
  readonly to?: string;
  readonly site?: string;
}

/** Adds the options by which events are chosen. */
export function withChoice(command: Command): Command {
  return command
    .option("--from <when>", "a date, in the node's zone, or an instant such as 2026-11-21T18:00:00Z")
    .option("--to <when>", "a date, which is included, or an instant")
    .option("--site <site>", "only what this site shows: its name, number, address or host");
}

/** The window and site that were asked for; throws a UsageError where they make no sense. */
export async function readChoice(
  { from, to, site }: Choice,
  { node, config }: Session,
): Promise<Window & { readonly siteIds?: readonly number[] }> {
  const window = asUsage(() => readWindow({ from, to }, config.node.timezone));
  if (site === undefined) return window;
  return { ...window, siteIds: [findSite(await node.store.registry.all(), site).id] };
}

/** First moment of today in a zone, ms. */
export function startOfToday(now: number, timezone: string): number {
  return dayStart(dayOf(now, timezone), timezone);
}

/** Reads the number of events of a page. */
export function readLimit(text: string): number {
  const limit = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= 1000) return limit;
  throw new InvalidArgumentError("Expected a number from 1 to 1000.");
}
