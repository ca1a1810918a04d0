import { hash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { acceptsGzip, GZIP_LEVEL } from "./gzip.ts";

/** What a conditional request is compared with (RFC 9110, section 8.8). */
export interface Validators {
  /** Weak: gzip and plain bytes of the same state share it. */
  readonly etag: string;
  /** An HTTP date, null while a further change could still fall into the same second. */
  readonly lastModified: string | null;
}

/** Weak ETag of whatever makes an answer what it is. */
export function etagOf(...parts: readonly string[]): string {
  return `W/"${hash("sha256", parts.join("\n"), "base64url").slice(0, 22)}"`;
}

/** `at` as Last-Modified, both ms since 1970. */
export function lastModifiedOf(at: number, now: number): string | null {
  return at > 0 && seconds(at) < seconds(now) ? new Date(at).toUTCString() : null;
}

/** Does the client have this already (RFC 9110, section 13.2.2)? `If-None-Match` goes before the date. */
export function isKnown(headers: Headers, { etag, lastModified }: Validators): boolean {
  const tags = headers.get("If-None-Match");
  if (tags !== null) {
    const opaque = (tag: string) => tag.trim().replace(/^W\//, "");
    return tags.trim() === "*" || tags.split(",").some((tag) => opaque(tag) === opaque(etag));
  }
  const since = Date.parse(headers.get("If-Modified-Since") ?? "");
  return lastModified !== null && Date.parse(lastModified) <= since;
}

/** Shorter bodies fit into a packet or two as they are. */
const WORTH_ZIPPING = 2_000;

/**
 * A body that is at hand, with a tag of its bytes: 304 where the client has it. Right for answers whose parts
 * change on their own (the clock, sightings, names of sites).
 */
export function taggedAnswer(request: Request, body: string, headers: Record<string, string>): Response {
  const etag = etagOf(body);
  if (isKnown(request.headers, { etag, lastModified: null }))
    return new Response(null, { status: 304, headers: { ...headers, ETag: etag, ...ALWAYS } });
  return bodyAnswer(request, body, { ...headers, ETag: etag });
}

/** A body that is at hand, in gzip where that is worth it and taken. */
export function bodyAnswer(request: Request, body: string, headers: Record<string, string>): Response {
  const all = { ...headers, ...ALWAYS };
  if (body.length < WORTH_ZIPPING || !acceptsGzip(request.headers))
    return new Response(body, { headers: all });
  const zipped = new Uint8Array(gzipSync(body, { level: GZIP_LEVEL }));
  return new Response(zipped, { headers: { ...all, "Content-Encoding": "gzip" } });
}

const ALWAYS = { Vary: "Accept-Encoding" };

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
