import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import { taggedAnswer } from "../feeds/conditional.ts";
import { readDates, single } from "../feeds/filter.ts";
import { savedCalendar } from "../feeds/saved-calendar.ts";
import { scopeOfCalendar } from "../feeds/scope.ts";
import { agendaQuery } from "./agenda-filter.ts";
import { renderCalendar, renderCalendars } from "./calendars-page.ts";
import { pageHeaders } from "./headers.ts";

/** `GET /calendars`. */
export async function calendarsAnswer(
  request: Request,
  { calendars, registry }: Pick<Store, "calendars" | "registry">,
  publisher: Publisher,
): Promise<Response> {
  const html = await renderCalendars(await calendars.all(), await registry.all(), publisher);
  return taggedAnswer(request, html, pageHeaders);
}

/** `GET /calendars/:slug?from&to&cursor`. */
export async function calendarAnswer(
  request: Request,
  { calendars, commons, registry }: Pick<Store, "calendars" | "commons" | "registry">,
  publisher: Publisher,
  now: number,
  slug: string,
): Promise<Response> {
  const calendar = await savedCalendar(calendars, slug);
  const given = new URL(request.url).searchParams;
  const asked = readDates(given, publisher.timezone);
  const cursor = single(given, "cursor");
  const query = agendaQuery(calendar.filter, asked, cursor, now);
  const shown = {
    calendar,
    scope: scopeOfCalendar(calendar, asked),
    sites: await registry.all(),
    page: await commons.list(query),
    from: query.from ?? null,
    later: cursor !== "",
  };
  return taggedAnswer(request, await renderCalendar(shown, publisher, now), pageHeaders);
}
