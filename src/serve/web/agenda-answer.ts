import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import { taggedAnswer } from "../feeds/conditional.ts";
import { queryOf, readFilter } from "./agenda-filter.ts";
import { renderAgenda } from "./agenda.ts";
import { pageHeaders } from "./headers.ts";

/** `GET /?q&from&to&site&cursor`. */
export async function agendaAnswer(
  request: Request,
  store: Pick<Store, "commons" | "registry">,
  publisher: Publisher,
  now: number,
): Promise<Response> {
  const given = Object.fromEntries(new URL(request.url).searchParams);
  const filter = await readFilter(given, store.registry);
  const query = queryOf(filter, publisher.timezone, now);
  const page = await store.commons.list(query);
  const sites = (await store.registry.all()).filter(({ enabled }) => enabled);
  const html = await renderAgenda({ publisher, filter, sites, page, from: query.from ?? null, now });
  return taggedAnswer(request, html, pageHeaders);
}
