import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import { taggedAnswer } from "../feeds/conditional.ts";
import { readDates, single } from "../feeds/filter.ts";
import { savedCalendar } from "../feeds/saved-calendar.ts";
import { scopeOfCalendar } from "../feeds/scope.ts";
import type { Scope } from "../feeds/scope.ts";
import { readAgenda } from "./agenda-filter.ts";
import { scopeOfAgenda } from "./agenda.ts";
import { pageHeaders } from "./headers.ts";
import { renderSubscribe } from "./subscribe-page.ts";

/** `GET /subscribe`, with the parameters of every filter, or `calendar` for a saved one. */
export async function subscribeAnswer(
  request: Request,
  store: Pick<Store, "registry" | "calendars">,
  publisher: Publisher,
): Promise<Response> {
  const scope = await readScope(new URL(request.url).searchParams, store, publisher);
  return taggedAnswer(request, await renderSubscribe(scope, publisher), pageHeaders);
}

async function readScope(
  given: URLSearchParams,
  { registry, calendars }: Pick<Store, "registry" | "calendars">,
  publisher: Publisher,
): Promise<Scope> {
  const slug = single(given, "calendar");
  if (slug === "") return scopeOfAgenda(await readAgenda(given, registry, publisher.timezone), publisher);
  return scopeOfCalendar(await savedCalendar(calendars, slug), readDates(given, publisher.timezone));
}
