import { DomainError } from "../../core/model/domain-error.ts";
import { tagKey } from "../../core/model/filter.ts";
import type { Circle, EventFilter } from "../../core/model/filter.ts";
import { DEFAULT_RADIUS, readPoint, readRadius } from "./near.ts";
import { readWindow } from "./window.ts";
import type { Window } from "./window.ts";

/** The parameters by which events are chosen, wherever they are asked for; `text` means the same as `q`. */
export const FILTER_PARAMETERS = [
  "q",
  "text",
  "tag",
  "place",
  "site",
  "near",
  "radius",
  "from",
  "to",
] as const;

/** How often `tag`, `place` and `site` may stand in one request. */
export const MAX_VALUES = 20;
/** Characters of one value. */
export const MAX_LENGTH = { q: 200, text: 200, tag: 100, place: 200 } as const;

/** Which events a request asks for. */
export interface Asked extends AskedDates {
  readonly filter: EventFilter;
}

/** When. */
export interface AskedDates {
  /** As they were written, "" for nothing: links carry them on. */
  readonly dates: Dates;
  /** What `dates` mean. */
  readonly window: Window;
}

/** `from` and `to` as in {@link readWindow}. */
export interface Dates {
  readonly from: string;
  readonly to: string;
}

/**
 * Reads the parameters of a filter: `tag`, `place` and `site` may be repeated and any of them will do, all else stands
 * there once; empty ones count as missing, others are left alone. Throws a DomainError `invalid` that says what was
 * expected. Whether the sites exist is for `knownSites` to say.
 */
export function readAsked(given: URLSearchParams, timezone: string): Asked {
  return { filter: readFilter(given), ...readDates(given, timezone) };
}

/** `from` and `to` alone. Throws a DomainError `invalid`. */
export function readDates(given: URLSearchParams, timezone: string): AskedDates {
  const dates = { from: single(given, "from"), to: single(given, "to") };
  return { dates, window: readWindow(dates, timezone) };
}

/** The filter alone, as saved calendars keep it. Throws a DomainError `invalid`. */
export function readFilter(given: URLSearchParams): EventFilter {
  const text = readWords(given);
  const tags = several(given, "tag");
  const places = several(given, "place");
  const siteIds = readSiteIds(given);
  const near = readCircle(given);
  return {
    ...(text !== "" && { text }),
    ...(tags.length > 0 && { tags }),
    ...(places.length > 0 && { places }),
    ...(siteIds.length > 0 && { siteIds }),
    ...(near !== null && { near }),
  };
}

function readWords(given: URLSearchParams): string {
  const [q, text] = [bounded("q", single(given, "q")), bounded("text", single(given, "text"))];
  if (q === "" || text === "" || q === text) return q || text;
  throw invalid("text", "`q` and `text` mean the same: give one of them.");
}

function readSiteIds(given: URLSearchParams): readonly number[] {
  const ids = values(given, "site").map((id) => {
    if (/^[1-9]\d{0,8}$/.test(id)) return Number(id);
    throw invalid("site", `\`site\` is “${id.slice(0, 40)}”: expected the number of a site, such as 3.`);
  });
  return [...new Set(ids)];
}

/** A form sends its radius also where it leaves the place empty. */
function readCircle(given: URLSearchParams): Circle | null {
  const near = single(given, "near");
  const radius = single(given, "radius");
  if (near !== "") return { ...readPoint(near), radius: radius === "" ? DEFAULT_RADIUS : readRadius(radius) };
  if (radius === "" || given.has("near")) return null;
  throw invalid(
    "radius",
    "`radius` says how far from `near`: give both, such as near=38.54,-121.74&radius=5km.",
  );
}

/** Each once, as it was first written. */
function several(given: URLSearchParams, name: "tag" | "place"): readonly string[] {
  const byKey = new Map<string, string>();
  for (const value of values(given, name)) {
    const key = tagKey(bounded(name, value));
    if (!byKey.has(key)) byKey.set(key, value);
  }
  return [...byKey.values()];
}

function values(given: URLSearchParams, name: string): readonly string[] {
  const all = given
    .getAll(name)
    .map(tidy)
    .filter((value) => value !== "");
  if (all.length <= MAX_VALUES) return all;
  throw invalid(name, `\`${name}\` stands there ${all.length} times: at most ${MAX_VALUES} are read.`);
}

/** The value of a parameter that may stand there once, "" where it is missing. Throws a DomainError `invalid`. */
export function single(given: URLSearchParams, name: string): string {
  const all = given.getAll(name).map(tidy);
  if (all.length > 1) throw invalid(name, `\`${name}\` stands there twice: give it once.`);
  return all[0] ?? "";
}

function bounded(name: keyof typeof MAX_LENGTH, value: string): string {
  if (value.length <= MAX_LENGTH[name]) return value;
  throw invalid(name, `\`${name}\` may have ${MAX_LENGTH[name]} characters, this one has ${value.length}.`);
}

function tidy(value: string): string {
  return value.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
}

function invalid(parameter: string, message: string): DomainError {
  return new DomainError("invalid", message, { parameter });
}
