/**
 * Does this site lead for a UID: is it the first in configuration order among the enabled sites that still show it
 * (protocol, section 3)? The asking site counts as showing it.
 */
export function leads(
  siteId: number,
  sightings: readonly { readonly siteId: number; readonly missingSince: number | null }[],
  sites: readonly { readonly id: number; readonly position: number; readonly enabled: boolean }[],
): boolean {
  const place = new Map(sites.filter((site) => site.enabled).map((site) => [site.id, site.position]));
  const own = place.get(siteId);
  if (own === undefined) return false;
  return sightings.every((sighting) => {
    if (sighting.siteId === siteId || sighting.missingSince !== null) return true;
    const other = place.get(sighting.siteId);
    return other === undefined || own < other || (own === other && siteId < sighting.siteId);
  });
}
