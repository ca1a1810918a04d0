import type { FeedHead } from "../../core/ical/feed-head.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { SitePreview } from "../../core/model/poll-entry.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import { parseSiteUrl } from "../../config/value.ts";
import type { OutboundResponse, Send } from "../../net/send.ts";
import type { Commons } from "../../store/commons.ts";
import type { Look } from "../../workshop/survey-feed.ts";
import type { Workshop } from "../../workshop/workshop.ts";
import { badStatus, feedRequest } from "../foreign.ts";
import { readSiteDocument } from "../keys/introduce.ts";
import { type BodyRoom, withRoom } from "./body-room.ts";
import { sourceOf } from "./read-feed.ts";
import type { Self } from "../self.ts";

/** What a preview is made with. */
export interface Previewer {
  readonly self: Self;
  readonly store: { readonly commons: Pick<Commons, "known"> };
  readonly send: Send;
  readonly clock: () => number;
  readonly workshop: Pick<Workshop, "surveyFeed">;
  readonly room: BodyRoom;
}

const SAMPLES = 20;

/**
 * Fetches a feed as a poll does, and says how it would be taken in; nothing is stored. Throws a DomainError `invalid`
 * or `unreachable`, as a poll fails, and says so where the address is that of another DisCal node.
 */
export async function previewSite(previewer: Previewer, address: string): Promise<SitePreview> {
  const { store, send, room } = previewer;
  const asked = readAddress(address);
  const { url, bytes, head, complete, looks, refused } = await withRoom(room, async ({ hold }) => {
    const request = feedRequest(asked, { etag: null, lastModified: null });
    const response = await send({ ...request, ...(hold && { hold }) });
    const { byteLength: bytes } = response.body;
    return { url: response.url, bytes, ...(await survey(previewer, asked, response)) };
  });
  const known = await store.commons.known(looks.map(({ uid }) => uid));
  return {
    url,
    name: head.name,
    refreshMs: head.refreshMs,
    complete,
    bytes,
    objects: looks.length,
    fresh: looks.length - known.size,
    known: known.size,
    first: looks.reduce<number | null>((least, { first }) => chosen(Math.min, least, first), null),
    last: looks.reduce<number | null>((most, { last }) => chosen(Math.max, most, last), null),
    samples: looks
      .flatMap(({ uid, next }) => (next === null ? [] : [{ uid, next }]))
      .sort((a, b) => a.next.start - b.next.start)
      .slice(0, SAMPLES)
      .map(({ uid, next }) => sampleOf(uid, next, !known.has(uid), previewer.self.timezone)),
    refused,
    peer: head.discal ? await nodeAt(send, url) : null,
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

async function survey(previewer: Previewer, url: string, response: OutboundResponse): Promise<Surveyed> {
  const { host } = new URL(url);
  try {
    if (response.status !== 200) throw badStatus(host, response.status);
    return await surveyBody(previewer, url, response.body);
  } catch (error) {
    const node = error instanceof DomainError ? await nodeAt(previewer.send, url) : null;
    if (node === null || !(error instanceof DomainError)) throw error;
    throw new DomainError(
      "invalid",
      `At ${host} is the DisCal node ${node}: add it as a peer, not as a feed (\`npx discal peers add ${node}\`). ${error.message}`,
      { peer: node },
    );
  }
}

/** All that was seen of a feed. */
interface Surveyed {
  readonly head: FeedHead;
  readonly complete: boolean;
  readonly looks: readonly Look[];
  readonly refused: readonly Refusal[];
}

async function surveyBody(
  { self, clock, workshop }: Previewer,
  url: string,
  body: Uint8Array,
): Promise<Surveyed> {
  const { host, hostname } = new URL(url);
  const { reviseUrl, allow, timezone } = self;
  const cut = { body, name: host, fqdn: hostname, source: sourceOf({ url }), reviseUrl, allow };
  let said: Pick<Surveyed, "head" | "complete"> | null = null;
  const looks: Look[] = [];
  const refused: Refusal[] = [];
  for await (const part of workshop.surveyFeed({ ...cut, now: clock(), timezone })) {
    if (part.kind === "head") said = part;
    else looks.push(...part.looks);
    refused.push(...part.refused);
  }
  if (said === null) throw new RangeError("a survey begins with the head of the feed");
  return { head: said.head, complete: said.complete, looks, refused };
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

function chosen(choose: typeof Math.min, one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : choose(one, other);
}

function sampleOf(
  uid: string,
  next: NonNullable<Look["next"]>,
  fresh: boolean,
  timezone: string,
): SitePreview["samples"][number] {
  const { title, location, recurring } = next;
  const local = Temporal.Instant.fromEpochMilliseconds(next.start).toZonedDateTimeISO(timezone);
  const start = next.allDay ? next.localStart : local.toPlainDateTime().toString();
  return { uid, title, location, start, recurring, fresh };
}
