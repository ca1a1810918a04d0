import { join } from "node:path";
import { type Peer, recipientAt } from "../../load/peer.ts";
import type { Case } from "../case.ts";
import { inTurn, rateRow } from "../in-turn.ts";
import { startLimit } from "../limit.ts";
import type { tasks } from "../limits/ingest-single.ts";
import { startNode } from "../node.ts";
import {
  bodyOf,
  deal,
  type Push,
  SENDERS,
  sendParts,
  signBare,
  signByTurns,
  startSenders,
} from "../pusher.ts";

/** Signed pushes of one new object each. */
export const ingestSingle: Case = {
  name: "ingest-single",
  work: "takes objects pushed one by one, signed, new",
  against: "openpgp verify and a durable insert with the same indexes, one at a time over node:http",
  async run(extent) {
    const { quick, rounds } = extent;
    using senders = await startSenders();
    const { peers, first } = senders;
    await using node = await startNode({ peers: senders.settings });
    await using limit = startLimit<typeof tasks>("ingest-single");
    const path = join(node.folder, "limit.sqlite");
    const url = await limit.run("open", { path, certificate: first.certificate });
    const recipient = await recipientAt(node.url);
    const count = quick ? 50 : Math.ceil(5_000 / rounds);
    const bodies = (round: number) =>
      Array.from({ length: count }, (_, n) => bodyOf((round + 1) * count + n, (round + 1) * count + n + 1));
    const ran = await inTurn(extent, {
      limit: async (round) =>
        sendParts(
          url,
          deal(await Promise.all(bodies(round).map((body) => pushToLimit(first, body))), SENDERS),
          count,
          "accepted",
        ),
      node: async (round) =>
        sendParts(node.url, await signByTurns(peers, recipient, bodies(round)), count, "accepted"),
    });
    const size = `${(count * rounds).toLocaleString("en-US")} pushes`;
    return [
      {
        ...rateRow(
          { case: "signed ingest, single", size, unit: "objects/s", goal: { atLeast: 0.6 } },
          count,
          ran,
        ),
        note: `by ${SENDERS} peers at a time, of both; the limit parses the object and writes the same rows as in batches`,
      },
    ];
  },
};

/** A push as the limit takes it. */
export async function pushToLimit(peer: Peer, body: Uint8Array): Promise<Push> {
  const { signed, signature } = await signBare(peer, body);
  const both = [signed, signature].map((part) => Buffer.from(part).toString("base64")).join(" ");
  return { headers: { "content-type": "text/calendar", "x-signed": both }, body };
}
