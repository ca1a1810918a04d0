import { once } from "node:events";
import { createServer } from "node:http";

/** Two plain feeds: a large one, and one that many subscribe to. */
export interface Feeds extends AsyncDisposable {
  readonly urls: readonly string[];
  /** When the large one was fetched last, ms; 0: never. */
  fetched(): number;
}

export async function serveFeeds(octets: number): Promise<Feeds> {
  const bodies = new Map([
    ["/small.ics", calendar("small", 100_000)],
    ["/large.ics", calendar("large", octets)],
  ]);
  let fetched = 0;
  const server = createServer(({ url = "" }, response) => {
    if (url === "/large.ics") fetched = Date.now();
    response.writeHead(200, { "content-type": "text/calendar" }).end(bodies.get(url) ?? "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  return {
    urls: [...bodies.keys()].map((path) => `http://127.0.0.1:${port}${path}`),
    fetched: () => fetched,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}

/** Events of about 1,200 octets, one an hour. */
function calendar(name: string, octets: number): string {
  const parts = ["BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//load//EN\r\n"];
  let size = parts[0]?.length ?? 0;
  for (let n = 0; ; n += 1) {
    const start = new Date(Date.UTC(2027, 0, 1, n)).toISOString().replaceAll(/[-:]|\.000/g, "");
    const lines = [
      "BEGIN:VEVENT",
      `UID:${name}-${n}@feed.example`,
      "DTSTAMP:20260301T000000Z",
      `DTSTART:${start}`,
      `SUMMARY:Event ${n}`,
      ...Array.from({ length: 15 }, (_, line) => `X-LINE-${line}:${"words ".repeat(10)}`),
      "END:VEVENT\r\n",
    ];
    const event = lines.join("\r\n");
    if (size + event.length + 20 > octets) break;
    parts.push(event);
    size += event.length;
  }
  return `${parts.join("")}END:VCALENDAR\r\n`;
}
