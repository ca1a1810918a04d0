import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { countOf, type Counts } from "./counts.ts";

/** Three ways to say as little as may be: a head, a form of which nobody knows yet whose it is, and a push of a stranger. */
const WORDS = [
  `GET /feed.ics HTTP/1.1\r\nHost: a.example\r\nX-Slow: ${"s".repeat(10_000)}`,
  `POST /discal/enter-event HTTP/1.1\r\nHost: a.example\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n`,
  `POST /discal/enter-event HTTP/1.1\r\nHost: a.example\r\nContent-Type: text/calendar\r\nContent-Length: 1000000\r\n\r\n`,
];
/** Octets that are said at once: of the first none of its end, of the others the whole head. */
const AT_ONCE = [30, 10_000, 10_000];

/** ms until one that was ended is opened anew. */
const AGAIN = 5000;

/** So many connections to a port of this machine that send an octet a second; what is ended is opened anew. How they ended. */
export async function slowConnections(port: number, count: number, end: number): Promise<Counts> {
  const ends: string[] = [];
  await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      await wait((n * 2000) / count);
      while (Date.now() < end) {
        ends.push(await linger(port, `127.0.${2 + (n % 50)}.${1 + (n % 200)}`, n % WORDS.length, end));
        await wait(AGAIN);
      }
    }),
  );
  return countOf(ends);
}

function linger(port: number, from: string, way: number, end: number): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect({ port, host: "127.0.0.1", localAddress: from });
    const dribble = setInterval(() => {
      if (Date.now() >= end) socket.destroy();
      else if (socket.writable) socket.write("s");
    }, 1000);
    socket.on("connect", () => socket.write((WORDS[way] ?? "").slice(0, AT_ONCE[way])));
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString("latin1")));
    socket.on("error", () => {});
    socket.on("close", () => {
      clearInterval(dribble);
      resolve(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? (Date.now() >= end ? "still open" : "cut off"));
    });
  });
}
