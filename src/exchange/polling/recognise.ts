import { plainUid } from "../../core/ical/scan-events.ts";
import type { FeedPart } from "../../workshop/read-feed.ts";
import type { Store } from "../../store/contract.ts";
import { type LastBody, lastBodiesOf } from "./last-bodies.ts";
import type { FeedBody } from "./read-feed.ts";
import { nameEvents, scanFeed, soleEvents, type ThinFeed, thinFeed } from "./thin-feed.ts";

/** What is left to be read of a body of which most is known. */
export interface Left extends Pick<ThinFeed, "unchanged" | "gone" | "lineOf"> {
  readonly parts: readonly FeedPart[];
}

/** What is known of a body before it is read. */
export interface Recognised {
  /** Null where all of it has to be read. */
  readonly left: Left | null;
  /** Once it was read through, so that the next one is known: says which UIDs were taken, or stay as they are. */
  remember(isTaken: (uid: string) => boolean): void;
}

/** Octets of a body that is compared in this process, which takes two copies of it. */
const MOST_OCTETS = 16 * 1024 * 1024;
const UNKNOWN: Recognised = { left: null, remember: () => {} };

/** Cuts a body into objects; of what was seen before it need only know these UIDs. */
type Read = (body: Uint8Array, uids: readonly string[]) => Promise<AsyncIterable<FeedPart>>;

/**
 * Compares a body with the one before it by their bytes, so that of a feed of which little has changed only that is read.
 * Where that one was read by another process, or long ago, nothing is known.
 */
export async function recognise(
  store: Pick<Store, "polls">,
  { site, body, bodyHash, before = null }: FeedBody,
  read: Read,
): Promise<Recognised> {
  const bodies = lastBodiesOf(store);
  const last = bodies.of(site.id);
  // Until it was read through, nobody knows what the site shows.
  bodies.forget(site.id);
  if (typeof body === "string" || site.kind !== "feed" || body.length > MOST_OCTETS) return UNKNOWN;
  const scan = await scanFeed(body);
  if (scan === null) return UNKNOWN;
  const isLast = (one: LastBody | null): one is LastBody => one !== null && one.bodyHash === before;
  const thin = isLast(last) ? thinFeed(body, scan, last) : null;
  const parts = thin === null ? null : await partsOf(thin, uidsIn(body, thin), read);
  const left = thin === null || parts === null || isEntangled(parts, thin) ? null : { ...thin, parts };
  // Whoever reads the body may take it away.
  const events = await nameEvents(body, scan, left === null ? new Map() : (last?.uids ?? new Map()));
  const stays = new Set(left?.unchanged);
  return {
    left,
    remember(isTaken) {
      const sole = soleEvents(events, (uid) => stays.has(uid) || isTaken(uid));
      bodies.keep(site.id, { bodyHash, frame: scan.frame, ...sole });
    },
  };
}

function uidsIn(body: Uint8Array, { left }: ThinFeed): readonly string[] {
  return left.flatMap((event) => plainUid(body, event) ?? []);
}

/** Null where the few letters that are left do not tell in what encoding they are. */
async function partsOf(
  { body }: ThinFeed,
  uids: readonly string[],
  read: Read,
): Promise<readonly FeedPart[] | null> {
  if (new TextDecoder().decode(body).includes(REPLACEMENT)) return null;
  return Array.fromAsync(await read(body, uids));
}

/**
 * Does an event that is left belong to an object of which another event was left out? What stands there twice tells people
 * where else it stands, and so is looked up in all of it.
 */
function isEntangled(parts: readonly FeedPart[], { unchanged }: ThinFeed): boolean {
  const known = new Set<string | null>(unchanged);
  return parts.some(
    (part) =>
      part.kind === "objects" &&
      (part.unchanged.some((uid) => known.has(uid)) ||
        part.refused.some(({ rule }) => rule === DOUBLE) ||
        [...part.taken, ...part.hidden, ...part.refused].some(({ uid }) => known.has(uid))),
  );
}

/** Of `withoutDoubles`. */
const DOUBLE = "duplicate";
const REPLACEMENT = "\ufffd";
