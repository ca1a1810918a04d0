import { DomainError } from "../../core/model/domain-error.ts";
import { eventJson } from "../../sinks/json.ts";
import type { EventJson } from "../../sinks/json.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import { taggedAnswer } from "./conditional.ts";
import { FILTER_PARAMETERS, single } from "./filter.ts";
import type { Scope } from "./scope.ts";
import { startOfToday } from "./window.ts";

/** What `/events.json` answers. */
export interface EventsJson {
  /** By start. */
  readonly events: readonly EventJson[];
  /** The next page, null on the last one. */
  readonly next: string | null;
}

const PAGING = ["cursor", "limit"];
/** Of `/events.json`. */
export const EVENTS_PARAMETERS: readonly string[] = [...FILTER_PARAMETERS, ...PAGING];
/** Of the JSON of a saved calendar, which has its filter already. */
export const SAVED_PARAMETERS: readonly string[] = ["from", "to", ...PAGING];

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;

/**
 * `GET /events.json`: happenings by start, from today on unless `from` or `to` says otherwise. An unknown or wrong
 * parameter is a DomainError `invalid` that says what was expected.
 */
export async function eventsAnswer(
  request: Request,
  { store, site, now }: { store: Pick<Store, "commons">; site: Publisher; now: number },
  parameters: readonly string[],
  scope: () => Promise<Scope>,
): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  refuseOthers(searchParams, parameters);
  const { filter, window } = await scope();
  const cursor = single(searchParams, "cursor");
  const bounded = window.from !== undefined || window.to !== undefined;
  const page = await store.commons.list({
    ...filter,
    ...(bounded ? window : { from: startOfToday(now, site.timezone) }),
    ...(cursor !== "" && { cursor }),
    limit: readLimit(single(searchParams, "limit")),
  });
  const next = page.next === null ? null : nextPage(site.url + pathname, searchParams, page.next);
  const answer: EventsJson = { events: page.rows.map((row) => eventJson(row, site)), next };
  return taggedAnswer(request, `${JSON.stringify(answer)}\n`, {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "public, max-age=60",
    ...(next !== null && { Link: `<${next}>; rel="next"` }),
  });
}

function refuseOthers(given: URLSearchParams, known: readonly string[]): void {
  const other = [...given.keys()].find((name) => !known.includes(name));
  if (other === undefined) return;
  const name = other.slice(0, 40);
  throw invalid(name, `\`${name}\` is no parameter here: use ${known.join(", ")}.`);
}

function readLimit(value: string): number {
  if (value === "") return DEFAULT_LIMIT;
  const limit = /^[1-9]\d{0,2}$/.test(value) ? Number(value) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw invalid("limit", `\`limit\` is “${value.slice(0, 40)}”: expected a number from 1 to ${MAX_LIMIT}.`);
}

function nextPage(address: string, given: URLSearchParams, cursor: string): string {
  const next = new URLSearchParams(given);
  next.set("cursor", cursor);
  return `${address}?${next.toString()}`;
}

function invalid(parameter: string, message: string): DomainError {
  return new DomainError("invalid", message, { parameter });
}
