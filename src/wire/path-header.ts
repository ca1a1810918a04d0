import { origin } from "./grammar.ts";

/** Most sites of one `DisCal-Path` (protocol, section 5). */
const MOST_CROSSED = 16;
const MOST_CHARACTERS = MOST_CROSSED * 260;

/** Value of `DisCal-Path`: origins of sites that need the objects of a push no more, the sender last. Advisory. */
export function formatPath(sites: readonly string[]): string {
  return sites.slice(-MOST_CROSSED).join(", ");
}

/** The sites that a `DisCal-Path` names; none where it is missing, or not as it should be: it is but advice. */
export function parsePath(value: string | null): readonly string[] {
  if (value === null || value.length > MOST_CHARACTERS) return [];
  const sites = value.split(",").map((site) => site.trim());
  const fits = sites.length <= MOST_CROSSED && sites.every((site) => origin.safeParse(site).success);
  return fits ? [...new Set(sites)] : [];
}
