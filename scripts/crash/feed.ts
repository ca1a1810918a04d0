import { once } from "node:events";
import { createServer } from "node:http";

/** What one edition of the feed shows: words of each event by its UID. */
export type Edition = ReadonlyMap<string, string>;

/** A plain feed that says something else each time that it is told to. */
export interface ChangingFeed extends AsyncDisposable {
  readonly url: string;
  readonly change: () => void;
  /** In their order; the number of each, from 1, is its ETag. */
  readonly editions: readonly Edition[];
}

/** Most events that it shows at a time. */
const MOST = 20;

export async function startFeed(): Promise<ChangingFeed> {
  const editions: Edition[] = [];
  let current: Edition = new Map();
  const change = (): void => {
    const number = editions.length + 1;
    const kept = [...current].slice(-(MOST - 2)).map(([uid, words], n) => {
      return [uid, n % 5 === number % 5 ? `Fed ${number}.${n}.` : words] as const;
    });
    current = new Map([...kept, [`feed-${number}@feed.example`, `Fed ${number}.`]]);
    editions.push(current);
  };
  change();
  const server = createServer((request, response) => {
    const etag = `"${editions.length}"`;
    if (request.headers["if-none-match"] === etag) return void response.writeHead(304, { etag }).end();
    response.writeHead(200, { etag, "content-type": "text/calendar" }).end(calendarOf(current));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/feed.ics`,
    change,
    editions,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function calendarOf(edition: Edition): string {
  const events = [...edition].flatMap(([uid, words]) => [
    "BEGIN:VEVENT",
    `UID:${uid}`,
    "DTSTAMP:20260301T000000Z",
    "DTSTART:20270320T190000Z",
    `SUMMARY:${words}`,
    "END:VEVENT",
  ]);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//crash//EN", ...events, "END:VCALENDAR", ""].join(
    "\r\n",
  );
}
