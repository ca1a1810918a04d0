import { filterWords } from "../config/filter-options.ts";
import type { Site } from "../core/model/site.ts";
import type { DeliveryException, PeerLag } from "../store/deliveries.ts";
import { instantOf } from "./instant.ts";

/** The JSON of a peer, and of how far behind it is; `lag` is null where it is not pushed to. */
export function peerJson(peer: Site, lag: PeerLag | null) {
  const { id, name, url, declared, enabled, poll, push, accept, fingerprint, tags } = peer;
  return {
    id,
    name,
    url,
    declared,
    enabled,
    poll,
    push,
    pushed: lag !== null,
    accept,
    fingerprint,
    tags,
    quota: peer.quota,
    filters: { in: filterWords(peer.filterIn), out: filterWords(peer.filterOut) },
    lag: lag && lagJson(lag),
  };
}

/** The JSON of how far behind a peer is. */
export function lagJson(lag: PeerLag) {
  return {
    backlog: lag.backlog,
    failures: lag.failures,
    exceptions: lag.exceptions,
    stopped: lag.stopped,
    circuit: lag.circuit,
    dormant: lag.dormant,
    last_success: instantOf(lag.lastSuccess),
    next_try: instantOf(lag.nextTry),
    last_error: lag.lastError,
  };
}

/** The JSON of a version that a peer did not take. */
export function exceptionJson({ nextTry, ...exception }: DeliveryException) {
  return { ...exception, next_try: instantOf(nextTry) };
}
