import { setImmediate } from "node:timers/promises";
import { decodeCalendar } from "../../core/ical/decode.ts";
import { describe } from "../../core/ical/event.ts";
import { expand } from "../../core/ical/occurrences.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Occurrence } from "../../core/model/event.ts";
import type { SitePreview } from "../../core/model/poll-entry.ts";
import type { Version } from "../../core/model/version.ts";
import { parseSiteUrl } from "../../config/value.ts";
import type { OutboundResponse, Send } from "../../net/send.ts";
import type { Commons } from "../../store/commons.ts";
import { cutFeed, type FeedCut } from "./cut-feed.ts";
import { badStatus, feedRequest } from "../foreign.ts";
import { readSiteDocument } from "../keys/introduce.ts";
import { sourceOf } from "./read-feed.ts";
import type { Self } from "../self.ts";

/** What a preview is made with. */
export interface Previewer {
  readonly self: Self;
  readonly store: { readonly commons: Pick<Commons, "known"> };
  readonly send: Send;
  readonly clock: () => number;
}

const YEAR = 366 * 86_400_000;
/** All that has a year of four digits. */
const EVER = { from: -62_135_596_800_000, to: 253_402_300_799_000 };
/** Rules of a feed that nobody has chosen yet may cost less than those of one that is polled. */
const STEPS = 5_000;
/** Happenings of one event that are looked at: two years of days. */
const HAPPENINGS = 800;
const SAMPLES = 20;
/** Events that are looked at in one go. */
const AT_ONCE = 10;
/** How long happenings are looked for, ms: after that, only those of events that do not recur. */
const PATIENCE = 5_000;

/**
 * Fetches a feed as a poll does, and says how it would be taken in; nothing is stored. Throws a DomainError `invalid`
 * or `unreachable`, as a poll fails, and says so where the address is that of another DisCal node.
 */
export async function previewSite(previewer: Previewer, address: string): Promise<SitePreview> {
  const { self, store, send, clock } = previewer;
  const url = readAddress(address);
  const response = await send(feedRequest(url, { etag: null, lastModified: null }));
  const feed = await cutBody(previewer, url, response);
  const versions = feed.taken.map(({ cut }) => cut.version);
  const known = await store.commons.known(versions.map(({ uid }) => uid));
  const now = clock();
  const looks: Look[] = [];
  for (const version of versions) {
    // A server that shows a preview goes on answering others.
    if (looks.length % AT_ONCE === 0) await setImmediate();
    const isLate = clock() - now > PATIENCE;
    looks.push(lookAt(version, happeningsOf(version, now, self.timezone, isLate), now));
  }
  return {
    url: response.url,
    name: feed.head.name,
    refreshMs: feed.head.refreshMs,
    complete: feed.complete,
    bytes: response.body.byteLength,
    objects: versions.length,
    fresh: versions.length - known.size,
    known: known.size,
    first: looks.reduce<number | null>((least, { first }) => chosen(Math.min, least, first), null),
    last: looks.reduce<number | null>((most, { last }) => chosen(Math.max, most, last), null),
    samples: looks
      .flatMap(({ version, next }) => (next === null ? [] : [{ version, next }]))
      .sort((a, b) => a.next.start - b.next.start)
      .slice(0, SAMPLES)
      .map(({ version, next }) =>
        sampleOf(version, next, { fresh: !known.has(version.uid), timezone: self.timezone }),
      ),
    refused: feed.refused,
    peer: feed.head.discal ? await nodeAt(send, response.url) : null,
  };
}

function readAddress(address: string): string {
  const url = parseSiteUrl(address);
  if (url !== null) return url;
  throw new DomainError(
    "invalid",
    `"${address.slice(0, 200)}" is no address of a feed: expected one such as "https://example.org/events.ics".`,
  );
}

async function cutBody({ self, send }: Previewer, url: string, response: OutboundResponse): Promise<FeedCut> {
  const { host, hostname } = new URL(url);
  try {
    if (response.status !== 200) throw badStatus(host, response.status);
    return cutFeed(decodeCalendar(response.body), {
      name: host,
      fqdn: hostname,
      source: sourceOf({ url }),
      reviseUrl: self.reviseUrl,
      plainHttp: self.plainHttp,
      seen: new Map(),
    });
  } catch (error) {
    const node = error instanceof DomainError ? await nodeAt(send, url) : null;
    if (node === null || !(error instanceof DomainError)) throw error;
    throw new DomainError(
      "invalid",
      `At ${host} is the DisCal node ${node}: add it as a peer, not as a feed (\`npx discal peers add ${node}\`). ${error.message}`,
      { peer: node },
    );
  }
}

/** The origin of the DisCal node that answers there; null where none does. */
async function nodeAt(send: Send, url: string): Promise<string | null> {
  try {
    return (await readSiteDocument(send, new URL(url).origin)).url;
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

/** What is kept of the happenings of an event: of a large feed they would be millions. */
interface Look {
  readonly version: Version;
  readonly first: number | null;
  readonly last: number | null;
  readonly next: Occurrence | null;
}

/** `happens`: by start. */
function lookAt(version: Version, happens: readonly Occurrence[], now: number): Look {
  const next = happens.find(({ end, start }) => end > now || start >= now) ?? null;
  return { version, next, first: happens[0]?.start ?? null, last: happens.at(-1)?.start ?? null };
}

function chosen(choose: typeof Math.min, one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : choose(one, other);
}

/** Of a recurring event, those from a year ago to a year from now. */
function happeningsOf(
  { text }: Version,
  now: number,
  timezone: string,
  isLate: boolean,
): readonly Occurrence[] {
  const { recurring } = describe(text);
  if (recurring && isLate) return [];
  const window = recurring ? { from: now - YEAR, to: now + YEAR } : EVER;
  const bounds = { maxSteps: STEPS, maxOccurrences: HAPPENINGS };
  return expand(text, { ...window, timezone, ...bounds }).occurrences;
}

function sampleOf(
  { uid, text }: Version,
  next: Occurrence,
  { fresh, timezone }: { readonly fresh: boolean; readonly timezone: string },
): SitePreview["samples"][number] {
  const { title, location, recurring } = describe(text);
  const local = Temporal.Instant.fromEpochMilliseconds(next.start).toZonedDateTimeISO(timezone);
  return {
    uid,
    title: next.title ?? title,
    location: next.location ?? location,
    start: next.allDay ? next.localStart : local.toPlainDateTime().toString(),
    recurring,
    fresh,
  };
}
