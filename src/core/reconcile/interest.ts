import type { PeerFilter } from "../model/peer-filter.ts";
import type { Policy } from "../model/policy.ts";
import { policyVerdict } from "./policy-verdict.ts";
import { refusedBy } from "./refused-by.ts";
import type { Subject } from "./subject.ts";

/** A site that shows an event, or once did. */
export interface ShowingSite {
  readonly host: string;
  readonly filterIn: PeerFilter | null;
}

/** What a node does with an event. */
export interface Admission {
  /** Stored in full, and sent on to those who were sent it. */
  readonly admitted: boolean;
  /** People here see it. */
  readonly shown: boolean;
  /** Why it is not shown; "" where it is. */
  readonly reason: string;
}

/**
 * Is an event stored in full and shown (protocol, section 8)? It is where any site that ever showed it has no filter, or
 * one that takes it, and no policy against it. An event that was entered here is shown by no site: pass none for it.
 *
 * What was `admittedBefore` stays admitted, so that its later versions reach those who were sent it; a tombstone has no
 * tags by which a filter could take it. Whether it is shown is judged anew each time.
 */
export function admission(
  sites: readonly ShowingSite[],
  policies: readonly Policy[],
  subject: Subject,
  admittedBefore = false,
): Admission {
  let reason = "";
  for (const site of sites) {
    const refusal = refusedFrom(site, policies, subject);
    if (refusal === null) return { admitted: true, shown: true, reason: "" };
    reason ||= refusal;
  }
  if (sites.length === 0) return { admitted: true, shown: true, reason: "" };
  return { admitted: admittedBefore, shown: false, reason };
}

/**
 * Why an event is not sent to a peer; null where it is. `filters` are the operator's and those of its registrations:
 * all must take it. A peer that has any copy of the UID gets its later versions whatever is said here (protocol,
 * section 5): ask only for those that it has none of.
 */
export function forwarded(
  peer: { readonly host: string; readonly filters: readonly (PeerFilter | null)[] },
  policies: readonly Policy[],
  subject: Subject,
): string | null {
  if (policyVerdict(policies, "forward", peer.host, subject) !== "allow") {
    return `the policy lets it not be sent to ${peer.host}`;
  }
  return peer.filters.map((filter) => refusedBy(filter, subject)).find((reason) => reason !== null) ?? null;
}

function refusedFrom(site: ShowingSite, policies: readonly Policy[], subject: Subject): string | null {
  if (policyVerdict(policies, "show", site.host, subject) !== "allow") {
    return `the policy does not show it from ${site.host}`;
  }
  return refusedBy(site.filterIn, subject);
}
