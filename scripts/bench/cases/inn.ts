import { type Peer, recipientAt, startPeer } from "../../load/peer.ts";
import type { Case, Extent, Row } from "../case.ts";
import { ORIGIN } from "../events.ts";
import { inTurn, rateRow, timed } from "../in-turn.ts";
import { type BenchNode, startNode } from "../node.ts";
import { article } from "../peers/article.ts";
import { INN_PROGRAMS, startInn } from "../peers/inn.ts";
import { missing } from "../peers/program.ts";
import { IN_FLIGHT, startStreaming, type Streaming } from "../peers/streaming.ts";
import { bodyOf, sendAll, signAll } from "../pusher.ts";

const BATCH = 50;
/** For all rounds, ms. */
const WITHIN = 30_000;

/** What a network of news servers does with the same objects, unsigned. */
export const inn: Case = {
  name: "inn",
  work: "takes objects pushed in signed batches of 50, new",
  against: "INN: the same objects as articles by streaming TAKETHIS, history and overview on",
  async run(extent) {
    const count = extent.quick ? 200 : 3_000;
    const named = {
      case: "signed ingest, against INN",
      size: `${count.toLocaleString("en-US")} objects a round`,
      unit: "objects/s",
      goal: { atLeast: 5 },
    };
    const lacking = missing(INN_PROGRAMS);
    if (lacking !== null) return [{ ...named, limit: null, node: null, ratio: null, note: lacking }];
    using peer = await startPeer(0);
    await using node = await startNode({ peers: [`{ url: "${peer.url}", accept: true, push: false }`] });
    await using server = await startInn();
    using news = await startStreaming(server.port);
    return [await rowOf(named, count, extent, await sidesOf(peer, node, news, count))];
  },
};

async function sidesOf(peer: Peer, node: BenchNode, news: Streaming, count: number) {
  const recipient = await recipientAt(node.url);
  /** The same objects for both, new in each round. */
  const bodies = (round: number, each: number): readonly Uint8Array[] =>
    Array.from({ length: count / each }, (_, n) => {
      const from = (round + 1) * count + n * each;
      return bodyOf(from, from + each);
    });
  return {
    limit(round: number): Promise<number> {
      const articles = bodies(round, 1).map((object, n) => {
        const id = `<bench-${round + 1}-${n}@feed.example>`;
        return { id, text: article(id, Buffer.from(object).toString(), Date.now()) };
      });
      return timed(() => news.takeThis(articles));
    },
    async node(round: number): Promise<number> {
      return sendAll(node.url, await signAll(peer, recipient, bodies(round, BATCH)), count, "accepted");
    },
  };
}

async function rowOf(
  named: Parameters<typeof rateRow>[0],
  count: number,
  { rounds }: Extent,
  sides: Awaited<ReturnType<typeof sidesOf>>,
): Promise<Row> {
  const found = await inTurn({ rounds, within: WITHIN }, sides);
  const note = `${ORIGIN}; INN has ${IN_FLIGHT} articles in flight, checks no signature and does not wait for the disk; ${found.rounds} rounds`;
  return { ...rateRow(named, count, found), note };
}
