import { hash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import ICAL from "ical.js";
import { Pool } from "undici";
import { answer } from "../limit.ts";

// What a poll cannot do without, told over HTTP to do it, as the node is.
let pool: Pool | null = null;
let path = "";
let etag = "";

const tasks = {
  /** Begins to answer: POST to one of WORKS, by its name, polls `url` once. Gives its origin. */
  async listen({ url }: { readonly url: string }): Promise<string> {
    pool = new Pool(new URL(url).origin);
    path = new URL(url).pathname;
    const server = createServer(async (request, response) => {
      const work = WORKS[request.url?.slice(1) ?? ""];
      const said = JSON.stringify(await work?.());
      response.writeHead(200, { "content-type": "application/json" }).end(said);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  /** How long ical.js takes to parse each event of the feed by itself, ms; getting the feed does not count. */
  async parse(): Promise<number> {
    const { body } = await get({});
    const text = Buffer.from(await body.arrayBuffer()).toString("utf8");
    const begun = performance.now();
    for (const [start, end] of events(text)) ICAL.parse(text.slice(start, end));
    return performance.now() - begun;
  },
};

const WORKS: Readonly<Record<string, () => Promise<unknown>>> = {
  async conditional() {
    const { statusCode, headers, body } = await get(etag === "" ? {} : { "if-none-match": etag });
    etag = String(headers["etag"]);
    await body.dump();
    return { status: statusCode };
  },
  async same() {
    const { body } = await get({});
    return { hash: hash("sha256", Buffer.from(await body.arrayBuffer())) };
  },
  async changed() {
    const { body } = await get({});
    const bytes = Buffer.from(await body.arrayBuffer());
    const hashes: string[] = [];
    for (const [start, end] of events(bytes))
      hashes.push(hash("sha256", bytes.subarray(start, end), "base64"));
    return { events: hashes.length };
  },
};

function get(headers: Readonly<Record<string, string>>) {
  if (pool === null) throw new Error("asked before it listens");
  return pool.request({ path, method: "GET", headers });
}

/** Where each VEVENT begins and ends. */
function* events(feed: string | Buffer): Generator<readonly [start: number, end: number]> {
  for (let start = feed.indexOf(BEGIN); start !== -1;) {
    const end = feed.indexOf(END, start) + END.length;
    yield [start, end];
    start = feed.indexOf(BEGIN, end);
  }
}

const BEGIN = "BEGIN:VEVENT\r\n";
const END = "END:VEVENT\r\n";

export type PollLimit = typeof tasks;
answer(tasks);
