import type { PollEntry } from "../core/model/poll-entry.ts";
import type { Refusal } from "../core/model/refusal.ts";
import type { Site, SiteHealth } from "../core/model/site.ts";

/** How polling a site goes. */
export type SiteState = "healthy" | "failing" | "suspended" | "not-polled" | "imported" | "disabled";

/**
 * What anybody may know of a site. Its address is not among it: the private address of a calendar is its key, and
 * whoever has it may read what was never meant for all. Times in ms since 1970.
 */
export interface PublicSite {
  readonly id: number;
  readonly kind: Site["kind"];
  readonly name: string;
  /** Null of an imported file. */
  readonly host: string | null;
  /** Local tags for all that it shows. */
  readonly tags: readonly string[];
  readonly state: SiteState;
  /** Events that it shows. */
  readonly events: number;
  readonly lastPoll: number | null;
  readonly lastSuccess: number | null;
  /** Null while it is not polled by itself. */
  readonly nextPoll: number | null;
  readonly failingSince: number | null;
  readonly failures: number;
  /** Of the last failed poll, or of the suspension. */
  readonly reason: string | null;
  readonly refused: readonly Refusal[];
}

/**
 * What anybody may know of a site and of how polling it goes. That a private event is among what it shows is for those
 * to know who may see its address (`mayKnow`).
 */
export function publicSite(site: Site, health: SiteHealth | null, mayKnow = false): PublicSite {
  const { id, kind, name, tags } = site;
  const state = siteState(site, health);
  return {
    id,
    kind,
    name: withoutAddress(name, site),
    host: siteHost(site),
    tags,
    state,
    events: health?.events ?? 0,
    lastPoll: health?.lastPoll ?? null,
    lastSuccess: health?.lastSuccess ?? null,
    nextPoll: state === "suspended" || state === "disabled" ? null : (health?.nextPoll ?? null),
    failingSince: health?.failingSince ?? null,
    failures: health?.failures ?? 0,
    reason: publicReason(health?.lastReason ?? null, site),
    refused: (health?.refused ?? [])
      .filter(({ rule }) => mayKnow || rule !== "private")
      .map((refusal) => publicRefusal(refusal, site)),
  };
}

/** A line of the log of a site's polls, as anybody may read it. */
export function publicPoll(entry: PollEntry, site: Pick<Site, "url">): PollEntry {
  return { ...entry, reason: publicReason(entry.reason, site) };
}

/** The host of a site with its port; null of an imported file. */
export function siteHost({ url }: Pick<Site, "url">): string | null {
  return URL.parse(url)?.host || null;
}

/** How polling a site goes. */
export function siteState(site: Pick<Site, "enabled" | "kind">, health: SiteHealth | null): SiteState {
  if (!site.enabled) return "disabled";
  if (health?.suspended === true) return "suspended";
  if (health !== null && health.failingSince !== null) return "failing";
  if (health !== null && health.lastSuccess !== null) return "healthy";
  return site.kind === "file" ? "imported" : "not-polled";
}

/** Why something of a site is refused, as anybody may read it: what is private is not named. */
export function publicRefusal(refusal: Refusal, site: Pick<Site, "url">): Refusal {
  const uid = refusal.rule === "private" ? null : refusal.uid;
  return { ...refusal, uid, reason: withoutAddress(refusal.reason, site) };
}

function publicReason(reason: string | null, site: Pick<Site, "url">): string | null {
  return reason === null ? null : withoutAddress(reason, site);
}

/**
 * A sentence without web addresses but their hosts, and without what could be secret in the address of this site,
 * wherever it stands: error pages repeat what was asked for.
 */
export function withoutAddress(sentence: string, { url }: Pick<Site, "url">): string {
  const hosts = sentence.replaceAll(ADDRESS, (address) => URL.parse(address)?.host || "…");
  return secretsOf(url).reduce((text, secret) => text.replaceAll(secret, "…"), hosts);
}

/** Longest first, so that no part stays of a longer one; as they are sent, and decoded. */
function secretsOf(url: string): readonly string[] {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.host === "") return [];
  const { pathname, search, username, password, searchParams } = parsed;
  const parts = [
    pathname + search,
    pathname,
    search.slice(1),
    ...pathname.split("/"),
    ...searchParams.values(),
  ];
  const written = [...parts, ...search.slice(1).split(/[&=]/), username, password];
  return [...new Set(written.flatMap((part) => [part, decoded(part)]))]
    .filter(couldBeSecret)
    .toSorted((a, b) => b.length - a.length);
}

/** Words such as `calendar` or `basic.ics` are none, and would leave holes in every sentence. */
function couldBeSecret(part: string): boolean {
  if (part.length < 6) return false;
  return part.length >= 20 || /[\d@/=]/.test(part) || /[A-Z].*[a-z].*[A-Z]/.test(part);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const ADDRESS = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s<>"'`]+/gi;
