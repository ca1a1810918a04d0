import type { Site } from "../model/site.ts";

/**
 * Does this site lead for a UID: is it the first in configuration order among the enabled plain sites that still show
 * it (protocol, section 3)? The asking site counts as showing it. A peer never leads: it passes on what others say, our
 * own feeds among them.
 */
export function leads(
  siteId: number,
  sightings: readonly { readonly siteId: number; readonly missingSince: number | null }[],
  sites: readonly Pick<Site, "id" | "kind" | "position" | "enabled">[],
): boolean {
  const plain = sites.filter(({ kind, enabled }) => enabled && kind !== "peer");
  const place = new Map(plain.map((site) => [site.id, site.position]));
  const own = place.get(siteId);
  if (own === undefined) return false;
  return sightings.every((sighting) => {
    if (sighting.siteId === siteId || sighting.missingSince !== null) return true;
    const other = place.get(sighting.siteId);
    return other === undefined || own < other || (own === other && siteId < sighting.siteId);
  });
}
