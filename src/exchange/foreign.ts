import { DomainError } from "../core/model/domain-error.ts";
import type { OutboundRequest, OutboundResponse, Send } from "../net/send.ts";

const MIB = 1024 * 1024;

/** A feed of a city is a few MiB; more than this is no calendar that a person follows. */
export const FEED_BYTES = 50 * MIB;
const DOCUMENT_BYTES = 256 * 1024;
const FEED_TIMEOUT = 60_000;
const DOCUMENT_TIMEOUT = 20_000;

/** A conditional GET of a feed. */
export function feedRequest(
  url: string,
  known: { readonly etag: string | null; readonly lastModified: string | null },
): OutboundRequest {
  return {
    url,
    method: "GET",
    headers: {
      accept: "text/calendar, */*;q=0.5",
      ...(known.etag !== null && { "if-none-match": known.etag }),
      ...(known.lastModified !== null && { "if-modified-since": known.lastModified }),
    },
    body: null,
    maxBytes: FEED_BYTES,
    timeout: FEED_TIMEOUT,
    redirects: 5,
  };
}

/** A GET of a small document, which must come from the very origin that was asked. */
export function documentRequest(url: string, accept: string): OutboundRequest {
  return {
    url,
    method: "GET",
    headers: { accept },
    body: null,
    maxBytes: DOCUMENT_BYTES,
    timeout: DOCUMENT_TIMEOUT,
    redirects: 0,
  };
}

/** A POST, whose answer holds at most `maxBytes`. */
export function postRequest(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  maxBytes = MIB,
): OutboundRequest {
  return { url, method: "POST", headers, body, maxBytes, timeout: FEED_TIMEOUT, redirects: 0 };
}

/** Sends, and takes any other status than 200 for a DomainError `unreachable`. */
export async function sendForOk(send: Send, request: OutboundRequest): Promise<OutboundResponse> {
  const response = await send(request);
  if (response.status !== 200) throw badStatus(request.url, response.status);
  return response;
}

/** What to say of a status that is no answer; `name` is who gave it. */
export function badStatus(name: string, status: number): DomainError {
  return new DomainError("unreachable", `${name} answered ${status}${hint(status)}.`, { status });
}

function hint(status: number): string {
  if (status === 401 || status === 403) return ": it does not let us read it";
  if (status === 404 || status === 410) return ": there is nothing at this address";
  if (status === 429) return ": it is asked too often";
  return status >= 500 ? ": its server has a fault" : "";
}
