import { join } from "node:path";
import { recipientAt } from "../../load/peer.ts";
import type { Case, Extent, Row } from "../case.ts";
import { inTurn, rateRow, timed } from "../in-turn.ts";
import { type Limit, startLimit } from "../limit.ts";
import type { tasks } from "../limits/ingest-batched.ts";
import { type BenchNode, startNode } from "../node.ts";
import { bodyOf, SENDERS, sendParts, signBare, signByTurns, startSenders } from "../pusher.ts";

const BATCH = 50;

/** Signed batches of new objects, and then the same objects again. */
export const ingestBatched: Case = {
  name: "ingest-batched",
  work: "takes objects pushed in signed batches of 50, new; then the same again",
  against:
    "openpgp verify, ical.js parse, SHA-256 and prepared inserts with the same indexes, one thread; again: SHA-256 and one indexed look-up for each object",
  async run(extent) {
    using senders = await startSenders();
    await using node = await startNode({ peers: senders.settings });
    await using limit = startLimit<typeof tasks>("ingest-batched");
    await limit.run("open", {
      path: join(node.folder, "limit.sqlite"),
      certificate: senders.first.certificate,
    });
    return await rowsOf(await sidesOf(senders, node, limit, extent), extent);
  },
};

type Senders = Awaited<ReturnType<typeof startSenders>>;

/** Makes the two sides of each kind of work. `count`: objects of a round. */
async function sidesOf(
  { peers, first }: Senders,
  node: BenchNode,
  limit: Limit<typeof tasks>,
  { quick, rounds }: Extent,
) {
  const count = quick ? 500 : Math.ceil(100_000 / rounds / BATCH) * BATCH;
  const recipient = await recipientAt(node.url);
  const bodies = (round: number) =>
    Array.from({ length: count / BATCH }, (_, n) => {
      const from = (round + 1) * count + n * BATCH;
      return bodyOf(from, from + BATCH);
    });
  const pushed = (verdict: string) => async (round: number) =>
    sendParts(node.url, await signByTurns(peers, recipient, bodies(round)), count, verdict);
  const limited = (task: "ingest" | "recognise" | "recogniseSigned") => async (round: number) => {
    await limit.run("bring", await Promise.all(bodies(round).map((body) => signBare(first, body))));
    return timed(async () => {
      const known = await limit.run(task, undefined);
      if (known !== undefined && known !== count) throw new Error(`the limit knows ${known} of ${count}`);
    });
  };
  return { count, pushed, limited };
}

async function rowsOf(
  { count, pushed, limited }: Awaited<ReturnType<typeof sidesOf>>,
  extent: Extent,
): Promise<readonly Row[]> {
  const size = `${(count * extent.rounds).toLocaleString("en-US")} objects`;
  const unit = "objects/s";
  const ingest = await inTurn(extent, { limit: limited("ingest"), node: pushed("accepted") });
  const again = await inTurn(extent, { limit: limited("recognise"), node: pushed("duplicate") });
  const signedAgain = await inTurn(extent, { limit: limited("recogniseSigned"), node: pushed("duplicate") });
  return [
    {
      ...rateRow({ case: "signed ingest, batched", size, unit, goal: { atLeast: 0.6 } }, count, ingest),
      note: `batches of ${BATCH}, by ${SENDERS} peers at a time; the limit writes one row into each of the node's own tables and indexes`,
    },
    {
      ...rateRow({ case: "duplicate flood", size, unit, goal: { atLeast: 0.5 } }, count, again),
      note: "the limit hashes each object as it came and looks it up, without HTTP and without a signature",
    },
    {
      ...rateRow({ case: "duplicate flood, signed", size, unit, goal: null }, count, signedAgain),
      note: "the limit checks the signature of each batch as well, as the node must before it says what it knows",
    },
  ];
}
