/** A request to a foreign site, with the caps that its answer must keep. */
export interface OutboundRequest {
  readonly url: string;
  readonly method: "GET" | "POST" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  /** Most bytes of the answer after decoding; more is an error. */
  readonly maxBytes: number;
  /** Told of memory that the answer's body is about to take, octets: what it throws ends the request. */
  readonly hold?: (octets: number) => void;
  /** From the first look-up to the last byte, ms. */
  readonly timeout: number;
  /** How many redirects are followed, each address checked anew. A request with a body follows none. */
  readonly redirects: number;
}

/** A foreign site's whole answer. */
export interface OutboundResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Where the answer came from in the end, after redirects. */
  readonly url: string;
  /** The last URL that permanent redirects (301, 308) alone led to, or the one that was asked. */
  readonly movedTo: string;
}

/** Was a request given up because this node closes, whatever its site would have answered? */
export function isClosing(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/**
 * The network as a function: the only way out of a node, and what the cluster harness puts in its place.
 * Throws a DomainError `unreachable` (with a reason for people) where no answer came,
 * `forbidden` where the address may not be reached, `too-large` where the answer broke its cap; an error that `isClosing` knows
 * where the node has no time to wait.
 */
export type Send = (request: OutboundRequest) => Promise<OutboundResponse>;
