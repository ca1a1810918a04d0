import { isSlug, type SavedCalendar } from "../../core/model/calendar.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Calendars } from "../../store/calendars.ts";

/** The saved calendar that a path names; throws a DomainError `not-found` that says which there are. */
export async function savedCalendar(
  calendars: Pick<Calendars, "all" | "bySlug">,
  slug: string,
): Promise<SavedCalendar> {
  const found = isSlug(slug) ? await calendars.bySlug(slug) : null;
  if (found !== null) return found;
  const others = (await calendars.all()).slice(0, MOST_NAMED).map((each) => each.slug);
  const hint = others.length === 0 ? "none is saved here so far" : `there are ${others.join(", ")}`;
  throw new DomainError("not-found", `This node has no calendar “${slug.slice(0, 60)}”: ${hint}.`, {
    parameter: "slug",
  });
}

const MOST_NAMED = 10;
