import { Readable, pipeline } from "node:stream";
import { createGzip } from "node:zlib";
import { calendarStream } from "../../sinks/icalendar.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import { calendarFileName } from "./file-name.ts";
import { acceptsGzip, GZIP_LEVEL } from "./gzip.ts";
import { isKnown, lastModifiedOf } from "./conditional.ts";
import { feedState } from "./feed-state.ts";
import type { Scope } from "./scope.ts";

/** How long feeds carry a deleted event as a cancelled stub (protocol, section 4), ms. */
const TOMBSTONE_DAYS = 90;
const DAY = 86_400_000;

/**
 * A feed as an answer: 304 without touching an object where the client has it, else streamed from the stored
 * bytes, a page at a time.
 */
export async function calendarAnswer(
  request: Request,
  { store, site, now }: { store: Pick<Store, "commons" | "epoch">; site: Publisher; now: number },
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
  const zipped = acceptsGzip(request.headers);
  const all = {
    ...headers,
    "Content-Type": "text/calendar; charset=utf-8",
    "Content-Disposition": `inline; filename="${calendarFileName(name)}"`,
    ...(zipped && { "Content-Encoding": "gzip" }),
  };
  if (request.method === "HEAD") return new Response(null, { headers: all });
  const text = calendarStream(
    store.commons,
    { ...selection, tombstonesSince: now - TOMBSTONE_DAYS * DAY },
    { name, url: site.url + paths.ics, ...(description !== "" && { description }) },
  );
  return new Response(zipped ? zippedStream(text) : plain(text), { headers: all });
}

function plain(text: AsyncIterable<string>): ReadableStream<Uint8Array> {
  return ReadableStream.from<string>(text).pipeThrough(new TextEncoderStream());
}

function zippedStream(text: AsyncIterable<string>): ReadableStream<Uint8Array> {
  // An error reaches the reader through the stream itself: the callback only keeps it from being thrown twice.
  const zipped = pipeline(Readable.from(text), createGzip({ level: GZIP_LEVEL }), () => {});
  return Readable.toWeb(zipped) as ReadableStream<Uint8Array>;
}
