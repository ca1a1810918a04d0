import { splitFeed } from "../core/ical/feed.ts";
import { readObject } from "../core/ical/object.ts";
import type { Refusal } from "../core/model/refusal.ts";
import type { Site } from "../core/model/site.ts";
import type { OfferResult } from "../core/model/verdict.ts";
import { MAX_NUMBER, type Version } from "../core/model/version.ts";
import { offeredHop } from "../core/reconcile/forward.ts";
import type { Send } from "../net/send.ts";
import type { Store } from "../store/contract.ts";
import type { PollSummary } from "../store/polls.ts";
import type { Verifier } from "../wire/signer.ts";
import { classify, isOrigin } from "./accept.ts";
import { decodeCalendars } from "./calendars.ts";
import { requireCalendar } from "./cut-feed.ts";
import { postRequest, sendForOk } from "./foreign.ts";
import type { KeyRing } from "./key-ring.ts";
import { calledBy, type FeedBody, validators } from "./read-feed.ts";
import { PATHS, type Self } from "./self.ts";

/** Digests that are asked for at once (protocol, section 7: up to 200). */
const ASKED_AT_ONCE = 100;
const OBJECT_BYTES = 64 * 1024;

interface Reader {
  readonly self: Self;
  readonly store: Store;
  readonly send: Send;
  readonly verifier: Verifier;
  readonly keys: Pick<KeyRing, "shownBy">;
  readonly clock: () => number;
}

/** An object that a peer's feed marks: its exact digest, and the hop that it has there. */
interface Mark {
  readonly uid: string;
  readonly c1: string;
  readonly hop: number;
}

/**
 * Reads the feed of a DisCal peer: only the marks count, and what is not known yet is fetched by digest, so that
 * bytes and signatures survive polling (protocol, section 3). What was read stays, also where the rest then fails.
 */
export async function readPeerFeed(reader: Reader, feed: FeedBody): Promise<PollSummary> {
  const { store, clock } = reader;
  requireCalendar(calledBy(feed.site), feed.text);
  const { head, blocks, refused, complete } = splitFeed(feed.text, new URL(feed.site.url).hostname);
  const marks = blocks.flatMap(({ uid, marker, hop }) =>
    marker === null ? [] : [{ uid, c1: marker, hop: hop.value ?? 0 }],
  );
  const results: OfferResult[] = [];
  const missed: Refusal[] = [];
  for (let start = 0; start < marks.length; start += ASKED_AT_ONCE) {
    const found = await collect(reader, feed.site, marks.slice(start, start + ASKED_AT_ONCE));
    const arrivals = found.versions.map((version) => ({ version, siteId: feed.site.id }));
    results.push(...(await store.commons.apply(arrivals, clock())));
    missed.push(...found.missed);
  }
  return store.polls.recordPeer({
    siteId: feed.site.id,
    now: clock(),
    // What was not given now is asked for again.
    ...validators(feed, complete && missed.length === 0),
    complete,
    refreshMs: head.refreshMs,
    shown: marks.map(({ uid }) => uid),
    results,
    refused: [...refused, ...missed],
    nextPoll: feed.nextPoll(head.refreshMs),
  });
}

/** The marked versions, known ones from the store, the others from the peer; the poller counts the hop. */
async function collect(
  reader: Reader,
  peer: Site,
  marks: readonly Mark[],
): Promise<{ readonly versions: readonly Version[]; readonly missed: readonly Refusal[] }> {
  const versions: Version[] = [];
  const missed: Refusal[] = [];
  const known = await reader.store.commons.byExactDigest(marks.map(({ c1 }) => c1));
  const have = new Map(known.map((version) => [version.c1, version]));
  const lacking = marks.filter(({ c1 }) => !have.has(c1));
  for (const version of await fetchObjects(reader, peer, lacking)) have.set(version.c1, version);
  for (const mark of marks) {
    const version = have.get(mark.c1);
    const taken = version === undefined ? null : await classified(reader, peer, version);
    if (taken === null || taken.uid !== mark.uid) missed.push(missing(mark));
    else versions.push({ ...taken, hop: polledHop(mark, isOrigin(peer, taken)) });
  }
  return { versions, missed };
}

/** A feed shows the stored hop; the poller counts (protocol, section 5). */
function polledHop({ hop }: Mark, fromOrigin: boolean): number {
  return offeredHop(Math.min(hop + 1, MAX_NUMBER), fromOrigin);
}

async function fetchObjects(reader: Reader, peer: Site, marks: readonly Mark[]): Promise<readonly Version[]> {
  if (marks.length === 0) return [];
  const body = new TextEncoder().encode(JSON.stringify({ digests: marks.map(({ c1 }) => c1) }));
  const headers = { "content-type": "application/json", accept: "text/calendar" };
  const url = `${peer.url}${PATHS.objects}`;
  const request = postRequest(url, headers, body, ASKED_AT_ONCE * OBJECT_BYTES * 2);
  const { body: answer } = await sendForOk(reader.send, request);
  // A peer that has none of them any more answers with nothing.
  if (answer.byteLength === 0) return [];
  return decodeCalendars(answer, marks.length)
    .flatMap((text) => (text === null ? [] : [readObject(text, reader.self.plainHttp)]))
    .flatMap((read) => ("version" in read ? [read.version] : []));
}

async function classified(
  { verifier, keys, clock }: Reader,
  peer: Site,
  version: Version,
): Promise<Version | null> {
  const offer = await classify({ verifier, keyOf: keys.shownBy(peer, "now") }, version, clock());
  return "version" in offer ? offer.version : null;
}

function missing({ uid, c1 }: Mark): Refusal {
  const reason = `The peer's feed names the object ${c1}, but the peer did not give it as one that may be taken.`;
  return { component: "VEVENT", uid, line: 0, rule: "not-given", reason };
}
