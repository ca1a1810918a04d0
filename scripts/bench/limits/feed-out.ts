import { hash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import Sqlite from "better-sqlite3";
import { answer } from "../limit.ts";

/** A feed as it is stored: its events in the order of their UIDs, each as the feed carries it. */
export interface StoredFeed {
  /** Of the database, which is made. */
  readonly path: string;
  readonly head: string;
  readonly events: readonly { readonly uid: string; readonly text: string }[];
}

/** As the node has it. */
const LEVEL = 4;
const HEADERS = {
  "content-type": "text/calendar; charset=utf-8",
  "content-encoding": "gzip",
  "cache-control": "public, max-age=300",
  vary: "Accept-Encoding",
};

let db: Sqlite.Database | null = null;

const tasks = {
  /** Serves `/warm`, a buffer, and `/cold`, which is joined anew for each request. Gives its origin. */
  async listen({ path, head, events }: StoredFeed): Promise<string> {
    db = new Sqlite(path);
    db.exec("PRAGMA journal_mode = WAL; CREATE TABLE events (uid TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID");
    const insert = db.prepare("INSERT INTO events VALUES (?, ?)");
    db.transaction(() => events.forEach(({ uid, text }) => insert.run(uid, text)))();
    const stored = db.prepare<[], string>("SELECT text FROM events ORDER BY uid").pluck();
    const joined = () => `${head}${stored.all().join("")}END:VCALENDAR\r\n`;
    const warm = gzipSync(joined(), { level: LEVEL });
    const etag = `"${hash("sha256", warm).slice(0, 16)}"`;
    const server = createServer((request, response) => {
      if (request.url === "/warm") return give(request, response, warm, etag);
      return give(request, response, gzipSync(joined(), { level: LEVEL }), '"cold"');
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  /** Stores what one event says by now. */
  change({ uid, text }: StoredFeed["events"][number]): number {
    return db?.prepare("UPDATE events SET text = ? WHERE uid = ?").run(text, uid).changes ?? 0;
  },
};

function give(request: IncomingMessage, response: ServerResponse, body: Buffer, etag: string): void {
  if (request.headers["if-none-match"] === etag) response.writeHead(304, { etag }).end();
  else response.writeHead(200, { ...HEADERS, etag, "content-length": body.length }).end(body);
}

export type FeedOutLimit = typeof tasks;
answer(tasks);
