import { tombstone } from "../../core/ical/stamp.ts";
import type { Commons } from "../../store/commons.ts";
import type { ObservedObject } from "../../store/polls.ts";
import type { HiddenObject } from "../../workshop/read-feed.ts";

/**
 * What a feed shows that has made an event private which was public before: its deletion, so that it is taken back
 * wherever it went (protocol, section 1). Null where this feed never showed the event to the public, and so must not
 * speak of it: another's public event of that UID is not its to take back.
 */
export async function withdraw(
  commons: Commons,
  { uid, rawHash, sequence, lastModified }: HiddenObject,
  made: {
    readonly siteId: number;
    readonly source: string;
    readonly reviseUrl: string;
    readonly now: number;
  },
): Promise<ObservedObject | null> {
  const known = await commons.get(uid);
  const winner = known?.winner ?? null;
  const shown = known?.sightings.some(({ siteId }) => siteId === made.siteId) ?? false;
  if (winner === null || !shown) return null;
  const { source, reviseUrl, now: dtstamp } = made;
  const version = tombstone(winner, { revision: 1, dtstamp, by: "feed", source, reviseUrl });
  const observation = { digest: version.digest, sequence, lastModified };
  // What became private is not kept.
  return { uid, rawHash, raw: "", observation, version, revised: false, withdrawn: true };
}
