import { Readable, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { feedPieces } from "../../sinks/feed-pieces.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import { calendarFileName } from "./file-name.ts";
import { acceptsGzip, GZIP_LEVEL } from "./gzip.ts";
import { isKnown, lastModifiedOf } from "./conditional.ts";
import { feedState } from "./feed-state.ts";
import type { KeptFeeds } from "./kept-feeds.ts";
import type { Scope } from "./scope.ts";

/** How long feeds carry a deleted event as a cancelled stub (protocol, section 4), ms. */
const TOMBSTONE_DAYS = 90;
const DAY = 86_400_000;

/**
 * A feed as an answer: 304 without touching an object where the client has it, else as it is kept, or streamed from the
 * stored bytes, a page at a time.
 */
export async function calendarAnswer(
  request: Request,
  {
    store,
    feeds,
    site,
    now,
  }: {
    readonly store: Pick<Store, "commons" | "epoch">;
    readonly feeds: KeptFeeds;
    readonly site: Publisher;
    readonly now: number;
  },
  { name, description, filter, window, changedAt: saidAt, paths }: Scope,
): Promise<Response> {
  const selection = { ...filter, ...window };
  const ground = [site, paths.ics, name, description, selection];
  const { etag, changedAt } = await feedState(store, ground, filter);
  const validators = { etag, lastModified: lastModifiedOf(Math.max(changedAt, saidAt), now) };
  const headers = {
    ETag: validators.etag,
    ...(validators.lastModified !== null && { "Last-Modified": validators.lastModified }),
    "Cache-Control": "public, max-age=300",
    Vary: "Accept-Encoding",
  };
  if (isKnown(request.headers, validators)) return new Response(null, { status: 304, headers });
  const all = {
    ...headers,
    "Content-Type": "text/calendar; charset=utf-8",
    "Content-Disposition": `inline; filename="${calendarFileName(name)}"`,
    ...(acceptsGzip(request.headers) && { "Content-Encoding": "gzip" }),
  };
  if (request.method === "HEAD") return new Response(null, { headers: all });
  const heading = { name, url: site.url + paths.ics, ...(description !== "" && { description }) };
  const tombstonesSince = now - TOMBSTONE_DAYS * DAY;
  // Stubs go by themselves, and need not go to the minute.
  const state = `${etag} ${Math.floor(now / DAY)}`;
  const address = JSON.stringify(ground);
  const kept = feeds.find(address, state);
  const body =
    kept ??
    feeds.make(address, state, (known) =>
      feedPieces(store.commons, { ...selection, tombstonesSince }, heading, { level: GZIP_LEVEL, known }),
    );
  return new Response("Content-Encoding" in all ? zipped(body) : unzipped(body), { headers: all });
}

/** A feed that is made as it is sent. */
type Making = AsyncIterable<Uint8Array>;

function zipped<Whole extends Uint8Array>(body: Whole | Making): Whole | ReadableStream<Uint8Array> {
  return body instanceof Uint8Array ? body : ReadableStream.from<Uint8Array>(body);
}

/** For a client that does not take gzip. */
function unzipped(body: Uint8Array | Making): ReadableStream<Uint8Array> {
  // An error reaches the reader through the stream itself: the callback only keeps it from being thrown twice.
  const plain = pipeline(Readable.from(body instanceof Uint8Array ? [body] : body), createGunzip(), () => {});
  return Readable.toWeb(plain) as ReadableStream<Uint8Array>;
}
