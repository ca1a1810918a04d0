import { hash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A site that publishes one feed, as a plain web server does. */
export interface FeedHost extends AsyncDisposable {
  /** Of the feed. */
  readonly url: string;
  /** Publishes another text from now on; `tagged`: with an ETag, and 304 for whoever has it already. */
  publish(text: string, tagged: boolean): void;
  /** How often it was asked so far, and how often it answered 304. */
  readonly asked: () => { readonly all: number; readonly unchanged: number };
}

export async function startFeedHost(): Promise<FeedHost> {
  let feed = { body: Buffer.alloc(0), etag: "" };
  const asked = { all: 0, unchanged: 0 };
  const server = createServer((request, response) => {
    asked.all += 1;
    const { body, etag } = feed;
    const validators = etag === "" ? {} : { etag };
    if (etag !== "" && request.headers["if-none-match"] === etag) {
      asked.unchanged += 1;
      response.writeHead(304, validators).end();
    } else {
      const headers = { "content-type": "text/calendar; charset=utf-8", "content-length": body.length };
      response.writeHead(200, { ...headers, ...validators }).end(body);
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed.ics`,
    publish(text, tagged) {
      feed = { body: Buffer.from(text), etag: tagged ? `"${hash("sha256", text).slice(0, 16)}"` : "" };
    },
    asked: () => ({ ...asked }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
