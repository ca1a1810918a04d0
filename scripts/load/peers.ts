import { setTimeout as wait } from "node:timers/promises";
import { Agent, request } from "undici";
import { countOf, type Counts } from "./counts.ts";
import { type Peer, type Recipient, recipientAt, startPeer, TARGET } from "./peer.ts";

/** Peers of one node, each at an address of its own on this machine, with a key of its own. */
export interface Peers extends AsyncDisposable {
  readonly urls: readonly string[];
  /** All of them push, each one batch after the other, until `end` (ms); how often they were answered with what. */
  push(end: number): Promise<Counts>;
}

/** Events of one push. */
const BATCH = 10;

export async function startPeers(count: number, node: string): Promise<Peers> {
  const peers = await Promise.all(Array.from({ length: count }, (_, n) => startPeer(n)));
  return {
    urls: peers.map(({ url }) => url),
    async push(end) {
      const recipient = await recipientAt(node);
      const agent = new Agent({ connections: 256 });
      const answers: string[] = [];
      await Promise.all(
        peers.map(async (peer, n) => {
          await wait((n * 1000) / count);
          for (let batch = 0; Date.now() < end; batch += 1) {
            const status = await pushOnce(peer, recipient, batch, agent);
            answers.push(status);
            await wait(status === "200" ? 500 : 5000);
          }
        }),
      );
      await agent.destroy();
      return countOf(answers);
    },
    [Symbol.asyncDispose]: async () => {
      for (const peer of peers) peer[Symbol.dispose]();
    },
  };
}

async function pushOnce(peer: Peer, to: Recipient, batch: number, dispatcher: Agent): Promise<string> {
  const objects = Array.from({ length: BATCH }, (_, n) => object(peer.url, batch * BATCH + n));
  const body = Buffer.from(objects.join(""));
  const headers = await peer.sign(body, to);
  try {
    const answer = await request(`${to.url}${TARGET}`, { method: "POST", headers, body, dispatcher });
    await answer.body.dump();
    return String(answer.statusCode);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "broken";
  }
}

function object(url: string, n: number): string {
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//load//EN",
    "BEGIN:VEVENT",
    `UID:${n}@${new URL(url).hostname}`,
    "DTSTAMP:20260301T000000Z",
    `DTSTART:2027030${1 + (n % 9)}T1${n % 10}0000Z`,
    `SUMMARY:Pushed ${n}`,
    `DESCRIPTION:${"words ".repeat(100)}`,
    "X-HOP:1",
    "X-REVISION:0",
    `X-REVISE-URL:${url}/discal/revise`,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
}
