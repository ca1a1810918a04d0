// Pushes single objects at a steady pace, whatever becomes of them: what comes late is late from when it was to be sent.
import { setTimeout as pause } from "node:timers/promises";
import { Pool } from "undici";
import { type Peer, recipientAt, startPeer, TARGET } from "../load/peer.ts";
import { answer } from "./limit.ts";
import { bodyOf, type Push } from "./pusher.ts";

/** So that none of them has more under way than a node takes of one. */
const PEERS = 8;
let peers: readonly Peer[] = [];
let pool: Pool | null = null;

const tasks = {
  /** Whose pushes are to be accepted. */
  async open(): Promise<readonly string[]> {
    peers = await Promise.all(Array.from({ length: PEERS }, (_, n) => startPeer(n)));
    return peers.map(({ url }) => url);
  },
  /** Pushes objects `from` up to, without, `to` to a node, so many a second; gives when each was to be sent, ms since 1970. */
  async push({
    url,
    from,
    to,
    rate,
  }: {
    readonly url: string;
    readonly from: number;
    readonly to: number;
    readonly rate: number;
  }) {
    const recipient = await recipientAt(url);
    const pushes = await Promise.all(
      Array.from({ length: to - from }, async (_, n): Promise<Push> => {
        const body = bodyOf(from + n, from + n + 1);
        return { headers: await (peers[n % PEERS] as Peer).sign(body, recipient), body };
      }),
    );
    const node = (pool ??= new Pool(url, { connections: PEERS * 2 }));
    const begun = performance.timeOrigin + performance.now();
    const due = (n: number): number => begun + (n * 1000) / rate;
    const answers: Promise<void>[] = [];
    for (const [n, push] of pushes.entries()) {
      const early = due(n) - performance.timeOrigin - performance.now();
      if (early > 1) await pause(early);
      answers.push(send(node, push));
    }
    await Promise.all(answers);
    return pushes.map(({ body }, n) => ({
      uid: /^UID:(.*)\r$/m.exec(Buffer.from(body).toString())?.[1] ?? "",
      at: due(n),
    }));
  },
};
export type LatencyLoad = typeof tasks;
answer(tasks);

/** Again while the node has no room. */
async function send(to: Pool, { headers, body }: Push): Promise<void> {
  for (;;) {
    const answered = await to.request({ path: TARGET, method: "POST", headers, body });
    const said = await answered.body.text();
    if (answered.statusCode === 200 && said.includes('"accepted"')) return;
    if (answered.statusCode !== 429 && answered.statusCode !== 503) throw new Error(said.slice(0, 300));
    await pause(100);
  }
}
