import { setTimeout as pause } from "node:timers/promises";
import { request } from "undici";
import { recipientAt, startPeer, TARGET } from "../../load/peer.ts";
import type { Case, Extent, Row } from "../case.ts";
import type { FanOutSink } from "../fan-out-sink.ts";
import { inTurn, rateRow } from "../in-turn.ts";
import { type Limit, startLimit, startModule } from "../limit.ts";
import type { FanOutLimit } from "../limits/fan-out.ts";
import { startNode } from "../node.ts";
import { bodyOf, type Push, signAll } from "../pusher.ts";

/** What every peer gets in one round. */
interface Wave {
  readonly peers: number;
  readonly changes: number;
}

type Sink = Limit<FanOutSink>;

/** One change to many peers, and many changes to some. */
export const fanOut: Case = {
  name: "fan-out",
  work: "pushes what has changed to its peers, from the change to the last peer having it",
  against: "a pool of undici that sends the same bodies, each signed for its recipient by openpgp.js",
  async run(extent) {
    const { quick, rounds } = extent;
    const one = quick ? { peers: 50, changes: 1 } : { peers: 1000, changes: 1 };
    const many = quick ? { peers: 10, changes: 200 } : { peers: 10, changes: Math.ceil(10_000 / rounds) };
    return [await waves(extent, one), await waves(extent, many)];
  },
};

async function waves(extent: Extent, wave: Wave): Promise<Row> {
  await using sink: Sink = startModule("fan-out-sink");
  const { urls, fingerprint } = await sink.run("open", { count: wave.peers });
  using author = await startPeer(0);
  const peers = [
    `{ url: "${author.url}", accept: true, push: false, poll: false }`,
    ...urls.map((url) => `{ url: "${url}", accept: false, poll: false }`),
  ];
  await using node = await startNode({ peers });
  await using limit: Limit<FanOutLimit> = startLimit("fan-out");
  const recipient = await recipientAt(node.url);
  let made = 0;
  const enter = async (count: number): Promise<number> => {
    const bodies = Array.from({ length: Math.ceil(count / 50) }, (_, n) =>
      bodyOf(made + n * 50, made + Math.min((n + 1) * 50, count)),
    );
    made += count;
    const pushes = await signAll(author, recipient, bodies);
    const at = now();
    await push(node.url, pushes);
    return at;
  };
  const byNode = async (): Promise<{ readonly ms: number; readonly bodies: readonly Uint8Array[] }> => {
    await sink.run("expect", { each: wave.changes });
    const begun = wave.changes === 1 ? await enter(1) : await release(sink, wave, enter);
    const { at, bodies } = await sink.run("arrived", undefined);
    await idle(node.url);
    return { ms: at - begun, bodies };
  };
  // The first time the node asks its peers who they are.
  const { bodies } = await byNode();
  const ran = await inTurn(extent, {
    limit: async () => {
      await sink.run("expect", { each: wave.changes });
      const begun = now();
      await limit.run("send", { bodies, urls, fingerprint });
      return (await sink.run("arrived", undefined)).at - begun;
    },
    node: async () => (await byNode()).ms,
  });
  const words = (count: number, noun: string) =>
    `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
  const size = `${words(wave.changes * (wave.changes === 1 ? 1 : extent.rounds), "change")} to ${words(wave.peers, "peer")}`;
  const row = { case: "fan-out", size, unit: "objects/s", goal: { atLeast: 0.6 } };
  return { ...rateRow(row, wave.changes * wave.peers, ran), note: `${bodies.length} bodies to each peer` };
}

/** All peers take their time with their first push, until all the rest has come in: only what goes out is timed. */
async function release(
  sink: Sink,
  { changes }: Wave,
  enter: (count: number) => Promise<number>,
): Promise<number> {
  await sink.run("hold", undefined);
  await enter(1);
  await sink.run("holds", undefined);
  await enter(changes - 1);
  const at = now();
  await sink.run("release", undefined);
  return at;
}

/** Brings all of it in, one after the other and again where the node is busy: how long that takes is measured elsewhere. */
async function push(url: string, pushes: readonly Push[]): Promise<void> {
  for (const { headers, body } of pushes) {
    let answer = await request(`${url}${TARGET}`, { method: "POST", headers, body });
    for (
      ;
      answer.statusCode === 503;
      answer = await request(`${url}${TARGET}`, { method: "POST", headers, body })
    ) {
      await answer.body.dump();
      await pause(200);
    }
    const said = await answer.body.text();
    if (/"verdict":"(?!accepted)/.test(said) || answer.statusCode !== 200)
      throw new Error(said.slice(0, 500));
  }
}

/** Resolves once the node, which has still to write down what was answered, has nothing else to do. */
async function idle(url: string): Promise<void> {
  const answers = async () => {
    const answer = await request(`${url}/feed.ics?q=nothing`).catch(() => null);
    await answer?.body.dump();
    return answer?.statusCode === 200;
  };
  for (let inRow = 0; inRow < 3; await pause(50)) inRow = (await answers()) ? inRow + 1 : 0;
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
