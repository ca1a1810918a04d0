import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import { taggedAnswer } from "../feeds/conditional.ts";
import { agendaPath, agendaQuery, readAgenda } from "./agenda-filter.ts";
import { renderAgenda } from "./agenda.ts";
import type { Choices } from "./choices.ts";
import { pageHeaders } from "./headers.ts";

/** `GET /`, with the parameters of every filter and `cursor`. */
export async function agendaAnswer(
  request: Request,
  store: Pick<Store, "commons" | "registry">,
  publisher: Publisher,
  now: number,
  choices: Choices,
): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const asked = await readAgenda(searchParams, store.registry, publisher.timezone);
  // A form sends what it leaves empty, too: what stands in the address bar is to be passed on.
  if (searchParams.values().some((value) => value === "")) {
    return new Response(null, { status: 303, headers: { Location: agendaPath(asked.filter, asked.dates) } });
  }
  const query = agendaQuery(asked.filter, asked, asked.cursor, now);
  const page = await store.commons.list(query);
  const html = await renderAgenda({ publisher, asked, choices, page, from: query.from ?? null, now });
  return taggedAnswer(request, html, pageHeaders);
}
