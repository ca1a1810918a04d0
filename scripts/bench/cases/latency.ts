import { freePort } from "../../../test/support/program.ts";
import { startPeer } from "../../load/peer.ts";
import type { Case, Extent, Row } from "../case.ts";
import type { FanOutSink } from "../fan-out-sink.ts";
import type { LatencyLoad } from "../latency-load.ts";
import { startLimit, startModule } from "../limit.ts";
import type { tasks } from "../limits/ingest-single.ts";
import { quantile } from "../median.ts";
import { startNode } from "../node.ts";
import { bodyOf, sendAll } from "../pusher.ts";
import { pushToLimit } from "./ingest-single.ts";
import { temporaryFolder } from "../../../test/support/program.ts";
import { join } from "node:path";

/** What a person waits for at most, ms: half of all changes, and all but one of a hundred. */
const GOAL = { p50: 1000, p99: 5000 };

/** From a push at the first node to its arrival at a peer of the last. */
export const latency: Case = {
  name: "latency",
  work: "takes a push, and pushes it on, while others come at half of the rate that ingest has for a limit",
  against: "what a person notices",
  async run(extent) {
    const limit = await ingestLimit(extent);
    return [...(await hops(1, limit / 2, extent)), ...(await hops(5, limit / 2 / 5, extent))];
  },
};

/** Objects a second that the bare libraries take on this machine, one push each. */
async function ingestLimit({ quick }: Extent): Promise<number> {
  using folder = temporaryFolder();
  using peer = await startPeer(0);
  await using limit = startLimit<typeof tasks>("ingest-single");
  const url = await limit.run("open", {
    path: join(folder.path, "limit.sqlite"),
    certificate: peer.certificate,
  });
  const count = quick ? 50 : 500;
  const run = async (from: number): Promise<number> => {
    const bodies = Array.from({ length: count }, (_, n) => bodyOf(from + n, from + n + 1));
    const pushes = await Promise.all(bodies.map((body) => pushToLimit(peer, body)));
    return (count * 1000) / (await sendAll(url, pushes, count, "accepted"));
  };
  await run(0);
  return await run(count);
}

async function hops(count: number, rate: number, { quick }: Extent): Promise<readonly Row[]> {
  await using load = startModule<LatencyLoad>("latency-load");
  await using sink = startModule<FanOutSink>("fan-out-sink");
  const authors = await load.run("open", undefined);
  const { urls } = await sink.run("open", { count: 1 });
  const ports = await Promise.all(Array.from({ length: count }, () => freePort()));
  const origins = ports.map((port) => `http://127.0.0.1:${port}`);
  await using nodes = new AsyncDisposableStack();
  for (const [n, port] of ports.entries()) {
    const before = n === 0 ? authors : origins.slice(n - 1, n);
    const after = origins[n + 1] ?? urls[0];
    const peers = [
      ...before.map((url) => `{ url: "${url}", accept: true, push: false, poll: false }`),
      `{ url: "${after}", accept: false, poll: false }`,
    ];
    nodes.use(await startNode({ port, peers }));
  }
  const first = origins[0] ?? "";
  const through = async (from: number, to: number): Promise<readonly number[]> => {
    await sink.run("expect", { each: to - from });
    const sent = await load.run("push", { url: first, from, to, rate });
    const { arrivals } = await sink.run("arrived", undefined);
    const arrived = new Map(arrivals.flatMap(({ at, uids }) => uids.map((uid) => [uid, at])));
    return sent.map(({ uid, at }) => (arrived.get(uid) ?? NaN) - at);
  };
  const warm = Math.ceil(rate);
  await through(0, warm);
  const delays = await through(warm, warm + Math.ceil(rate * (quick ? 1 : 10)));
  const size = `${count} hop${count === 1 ? "" : "s"}, ${Math.round(rate)} pushes/s`;
  const note =
    count === 1
      ? "half of the rate of the limit of single pushes; the generator, the node and its peer share two cores"
      : `a tenth of the rate of that limit: the generator, ${count} nodes and a peer share two cores`;
  return (["p50", "p99"] as const).map((name) => {
    const node = quantile(delays, name === "p50" ? 0.5 : 0.99);
    const held =
      count === 1
        ? { limit: GOAL[name], ratio: node / GOAL[name], goal: { atMost: 1 } }
        : { limit: null, ratio: null, goal: null };
    return { case: `latency, ${name}`, size, node, ...held, unit: "ms", note };
  });
}
