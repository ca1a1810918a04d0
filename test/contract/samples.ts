import { hash } from "node:crypto";
import { cutObject } from "../../src/core/ical/cut.ts";
import { splitFeed } from "../../src/core/ical/feed.ts";
import { expand } from "../../src/core/ical/occurrences.ts";
import { readObject } from "../../src/core/ical/object.ts";
import { IDLE, type SiteDeclaration } from "../../src/core/model/site.ts";
import type { Version } from "../../src/core/model/version.ts";
import type { Store } from "../../src/store/contract.ts";
import type { BodyRead, ObservedObject, PollPart, PollSummary } from "../../src/store/polls.ts";

/** The moment of most tests: 2026-03-16T12:00:00Z. */
export const NOW = Date.UTC(2026, 2, 16, 12);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Lines of one VEVENT, by property name; undefined leaves one out. */
export type Lines = Readonly<Record<string, string | undefined>>;

/** A VEVENT at `start`, an iCalendar time; an hour long unless DTEND is given. */
export function vevent(uid: string, lines: Lines = {}): string {
  const all: Lines = {
    UID: uid,
    DTSTAMP: "20260301T000000Z",
    DTSTART: "20260320T190000Z",
    DURATION: lines["DTEND;VALUE=DATE"] === undefined && lines["DTEND"] === undefined ? "PT1H" : undefined,
    SUMMARY: `Event ${uid}`,
    ...lines,
  };
  const body = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}:${value}`],
  );
  return ["BEGIN:VEVENT", ...body, "END:VEVENT"].join("\r\n");
}

export function vcalendar(...events: readonly string[]): string {
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", ...events, "END:VCALENDAR", ""].join(
    "\r\n",
  );
}

/** A version as a peer or a person offers it. */
export function version(
  uid: string,
  revision: number,
  lines: Lines = {},
  given: Partial<Version> = {},
): Version {
  const stamps = {
    "X-HOP": "1",
    "X-REVISION": String(revision),
    "X-REVISE-URL": "https://origin.example/discal/revise",
  };
  const read = readObject(vcalendar(vevent(uid, { ...stamps, ...lines })));
  if (!("version" in read)) throw new Error(read.reason);
  return { ...read.version, ...given };
}

export function deletion(uid: string, revision: number): Version {
  return version(uid, revision, { STATUS: "CANCELLED", "X-DELETED": "TRUE", SUMMARY: undefined });
}

export function feedSite(name: string, given: Partial<SiteDeclaration> = {}): SiteDeclaration {
  return {
    ...IDLE,
    kind: "feed",
    url: `https://${name}.example/feed.ics`,
    name,
    declared: "file",
    position: 0,
    poll: "1h",
    ...given,
  };
}

export function peerSite(name: string, given: Partial<SiteDeclaration> = {}): SiteDeclaration {
  return feedSite(name, {
    kind: "peer",
    url: `https://${name}.example`,
    poll: null,
    push: true,
    accept: true,
    ...given,
  });
}

/** Declares sites in this order, and gives their ids. */
export async function declared(
  store: Store,
  ...sites: readonly SiteDeclaration[]
): Promise<readonly number[]> {
  const placed = sites.map((site, position) => ({ ...site, position }));
  await store.registry.declare("file", placed, NOW);
  const all = await store.registry.all();
  return sites.map(({ url }) => all.find((site) => site.url === url)?.id ?? 0);
}

export function sourceOf(siteId: number): string {
  return hash("sha256", `feed ${siteId}`).slice(0, 16);
}

/** What a feed with these VEVENTs shows, cut like a poller does. */
export function observe(siteId: number, ...events: readonly string[]): readonly ObservedObject[] {
  const { blocks } = splitFeed(vcalendar(...events), "feed.example");
  return blocks.map((block) => {
    const cut = cutObject(block, {
      reviseUrl: "https://node.example/discal/revise",
      source: sourceOf(siteId),
    });
    if (!("version" in cut)) throw new Error(cut.reason);
    const { version, revised } = cut;
    const { uid, digest, sequence, lastModified } = version;
    const observation = { digest, sequence, lastModified };
    return { uid, rawHash: block.rawHash, raw: block.raw, observation, version, revised };
  });
}

export function observeOne(siteId: number, event: string): ObservedObject {
  const [seen] = observe(siteId, event);
  if (seen === undefined) throw new Error("there is no event in it");
  return seen;
}

/** All that a poll of a plain feed found. */
export type PollFinding = BodyRead & PollPart & { readonly source: string };

/** Takes it in as one part. */
export async function record(store: Store, found: PollFinding): Promise<PollSummary> {
  const poll = store.polls.begin(found.siteId, found.source);
  await poll.take(found);
  return poll.conclude(found);
}

/** Finds the happenings that lists lack, as a node does by the clock. */
export async function expandAll(store: Store, now: number): Promise<void> {
  for (let due; (due = await store.expansions.due(now, 100)).length > 0;)
    await store.expansions.record(due.map((one) => ({ due: one, found: expand(one.text, one.window) })));
}

/** What a poll of a feed with these VEVENTs finds: those whose lines are as last time are unchanged. */
export async function finding(
  store: Store,
  siteId: number,
  events: readonly string[],
  now: number = NOW,
  given: Partial<PollFinding> = {},
): Promise<PollFinding> {
  const seen = await store.polls.seen(siteId);
  const shown = observe(siteId, ...events);
  return {
    siteId,
    source: sourceOf(siteId),
    now,
    etag: null,
    lastModified: null,
    bodyHash: hash("sha256", events.join("\n")),
    refreshMs: null,
    complete: true,
    changed: shown.filter(({ uid, rawHash }) => seen.get(uid) !== rawHash),
    unchanged: shown.filter(({ uid, rawHash }) => seen.get(uid) === rawHash).map(({ uid }) => uid),
    refused: [],
    nextPoll: now + HOUR,
    ...given,
  };
}

export async function poll(store: Store, siteId: number, events: readonly string[], now: number = NOW) {
  return record(store, await finding(store, siteId, events, now));
}
