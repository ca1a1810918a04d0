import type { Database } from "../database/database.ts";

/** Most happenings of one object that are kept: three years of nearly twice a day. */
const MOST = 2_000;
/** Most happenings of all objects of a site together, as long as none of them is denied its next few. */
const QUOTA = 100_000;
const FEWEST = 10;

/** Of how many happenings of an object rows are kept, where it has so many; `site` is about to show it. */
export type RoomFor = (object: number, site: number | null, wanted?: number) => number;

/** An object has room while one of the sites that show it has; what people of this node made belongs to none. */
export function happeningsRoom({ $client: client }: Database): RoomFor {
  const used = client
    .prepare<[{ readonly object: number; readonly site: number | null }], number | null>(
      `SELECT min(coalesce(listed.happenings, 0)) FROM (
         SELECT site FROM sightings WHERE object = @object UNION SELECT @site WHERE @site IS NOT NULL
       ) AS showing LEFT JOIN listed ON listed.site = showing.site`,
    )
    .pluck();
  return (object, site, wanted = MOST) => {
    // Most events have a single one: of these nothing needs to be looked up.
    if (wanted <= FEWEST) return FEWEST;
    const taken = used.get({ object, site }) ?? 0;
    return Math.max(FEWEST, Math.min(MOST, QUOTA - taken));
  };
}
