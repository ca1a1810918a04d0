import { DomainError } from "../../core/model/domain-error.ts";
import { eventJson } from "../../sinks/json.ts";
import type { EventJson } from "../../sinks/json.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { EventQuery, Store } from "../../store/contract.ts";
import { taggedAnswer } from "./conditional.ts";
import { knownSite } from "./known-site.ts";
import { dayOf, dayStart, readWindow } from "./window.ts";

/** What `/events.json` answers. */
export interface EventsJson {
  /** By start. */
  readonly events: readonly EventJson[];
  /** The next page, null on the last one. */
  readonly next: string | null;
}

const PARAMETERS = ["from", "to", "text", "site", "cursor", "limit"];
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;

/**
 * `GET /events.json?from&to&text&site&cursor&limit`: happenings by start, from today on unless `from` or
 * `to` says otherwise. An unknown or wrong parameter is a DomainError `invalid` that says what was expected.
 */
export async function eventsAnswer(
  request: Request,
  { store, site, now }: { store: Pick<Store, "commons" | "registry">; site: Publisher; now: () => number },
): Promise<Response> {
  const given = new URL(request.url).searchParams;
  const query = await readQuery(given, store, site, now());
  const page = await store.commons.list(query);
  const next = page.next === null ? null : nextPage(site.url, given, page.next);
  const answer: EventsJson = { events: page.rows.map((row) => eventJson(row, site)), next };
  return taggedAnswer(request, `${JSON.stringify(answer)}\n`, {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "public, max-age=60",
    ...(next !== null && { Link: `<${next}>; rel="next"` }),
  });
}

async function readQuery(
  given: URLSearchParams,
  store: Pick<Store, "registry">,
  site: Publisher,
  now: number,
): Promise<EventQuery> {
  for (const name of given.keys()) {
    if (!PARAMETERS.includes(name)) {
      throw invalid(name, `\`${name.slice(0, 40)}\` is no parameter here: use ${PARAMETERS.join(", ")}.`);
    }
    if (given.getAll(name).length > 1) throw invalid(name, `\`${name}\` stands there twice: give it once.`);
  }
  const value = (name: string) => given.get(name) || undefined;
  const window = readWindow({ from: value("from"), to: value("to") }, site.timezone);
  const bounded = window.from !== undefined || window.to !== undefined;
  const text = value("text");
  const cursor = value("cursor");
  const siteId = value("site");
  return {
    ...(bounded ? window : { from: dayStart(dayOf(now, site.timezone), site.timezone) }),
    ...(text !== undefined && { text }),
    ...(siteId !== undefined && { siteIds: [(await knownSite(store.registry, siteId)).id] }),
    ...(cursor !== undefined && { cursor }),
    limit: readLimit(value("limit")),
  };
}

function readLimit(value: string | undefined): number {
  if (value === undefined) return DEFAULT_LIMIT;
  const limit = /^[1-9]\d{0,2}$/.test(value) ? Number(value) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw invalid("limit", `\`limit\` is “${value.slice(0, 40)}”: expected a number from 1 to ${MAX_LIMIT}.`);
}

function nextPage(origin: string, given: URLSearchParams, cursor: string): string {
  const next = new URLSearchParams(given);
  next.set("cursor", cursor);
  return `${origin}/events.json?${next.toString()}`;
}

function invalid(parameter: string, message: string): DomainError {
  return new DomainError("invalid", message, { parameter });
}
