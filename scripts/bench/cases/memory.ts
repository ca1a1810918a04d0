import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import Sqlite from "better-sqlite3";
import { request } from "undici";
import { watchMemory } from "../../load/memory.ts";
import { discal } from "../../../test/support/program.ts";
import type { Case, Extent, Row } from "../case.ts";
import { datedFeed } from "../dated-events.ts";
import type { FanOutSink } from "../fan-out-sink.ts";
import { type Limit, startModule } from "../limit.ts";
import { type BenchNode, nodeIn } from "../node.ts";
import { type BenchStore, SEED, storeOf } from "../stores.ts";

/** MiB */
const MOST = 300;
const PEERS = { alive: 180, dead: 20 };
/** Events of a feed that each poll finds changed. */
const CHANGED = 20;

export const memory: Case = {
  name: "memory",
  work: `Memory of a node with ${PEERS.alive + PEERS.dead} peers, ${PEERS.dead} of them dead, that polls, pushes, and answers feeds and queries`,
  against: `${MOST} MiB; and how much more it is among a hundred times as many events`,
  async run(extent) {
    const rows: Row[] = [];
    for (const size of extent.quick ? [1_000] : [10_000, 100_000, 1_000_000])
      rows.push(await memoryOf(await storeOf(size), extent));
    const [few, many] = [rows[0], rows.at(-1)];
    if (few === undefined || many === undefined || few === many) return rows;
    const ratio = (many.node ?? NaN) / (few.node ?? NaN);
    const size = "10,000 to 1,000,000 events";
    const goal = { atMost: 1.5 };
    return [
      ...rows,
      { case: "memory: growth", size, limit: few.node, node: many.node, ratio, goal, unit: "MiB" },
    ];
  },
};

async function memoryOf(store: BenchStore, { quick }: Extent): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), "discal-bench-memory-"));
  try {
    cpSync(store.folder, folder, { recursive: true });
    await using feed = await servedFeed(Math.min(store.events, SEED));
    await using sink: Limit<FanOutSink> = startModule("fan-out-sink");
    const alive = (await sink.run("open", { count: quick ? 18 : PEERS.alive })).urls;
    const dead = Array.from({ length: quick ? 2 : PEERS.dead }, (_, n) => `http://127.2.0.${n + 1}:9`);
    const sites = store.sites(feed.origin, join(folder, "data", "discal.db"));
    const peers = [...alive, ...dead];
    await introduce(folder, sites, peers);
    await using node = await nodeIn(folder, { sites, peers: peers.map((url) => peerRow(url, true)) });
    await node.start();
    const seconds = quick ? 3 : 15;
    const watched = watchMemory(node.pid(), Date.now() + seconds * 1000);
    await sink.run("expect", { each: CHANGED });
    const token = await adminToken(folder);
    await poll(node, token, () => feed.change());
    for (const end = Date.now() + seconds * 800; Date.now() < end; await pause(20)) await readAll(node);
    await sink.run("arrived", undefined);
    const { own, children } = await watched;
    const size = `${store.events.toLocaleString("en-US")} events`;
    const goal = store.events > 100_000 ? null : { atMost: 1 };
    const note = `at most; its children for feeds had ${children} MiB beside it`;
    const plot = { title: "memory", x: store.events, y: own, unit: "MiB" };
    return { case: "memory", size, limit: MOST, node: own, ratio: own / MOST, goal, unit: "MiB", plot, note };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function peerRow(url: string, push: boolean): string {
  return `{ url: "${url}", accept: true, push: ${String(push)}, poll: false }`;
}

/** Makes peers known that have all there is already: else everything would be pushed to each of them first. */
async function introduce(folder: string, sites: readonly string[], peers: readonly string[]): Promise<void> {
  {
    await using node = await nodeIn(folder, { sites, peers: peers.map((url) => peerRow(url, false)) });
    await node.start();
  }
  const db = new Sqlite(join(folder, "data", "discal.db"));
  // Whom a node begins to push to is offered all of it: to these it has pushed for long.
  db.exec(`UPDATE sites SET push = 1 WHERE kind = 'peer';
    INSERT INTO cursors (peer, cursor, failures, stopped)
    SELECT sites.id, meta.seq, 0, 0 FROM sites, meta WHERE sites.kind = 'peer'`);
  db.close();
}

async function adminToken(folder: string): Promise<string> {
  const { out, err } = await discal(["token", "create", "bench", "--role", "admin"], { cwd: folder });
  if (out === "") throw new Error(`no token was made: ${err}`);
  return out.trim();
}

/** Twice: what changed is told to all peers. */
async function poll(node: BenchNode, token: string, change: () => void): Promise<void> {
  change();
  const { statusCode, body } = await request(`${node.url}/api/v1/sites/1/poll`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`the poll was answered ${statusCode}: ${text}`);
  const { revised } = JSON.parse(text) as { readonly revised: readonly string[] };
  if (revised.length !== CHANGED) throw new Error(`the poll found ${revised.length} changed events: ${text}`);
}

/** What is read of a node in a day, once. */
const READ = [
  "/sites/1/feed.ics",
  "/sites/1/feed.atom",
  "/feed.ics?tag=Branch+7",
  "/feed.ics?from=2026-06-01&to=2026-06-30",
  "/events.json?limit=500",
  "/events.json?q=meeting&limit=100",
  "/events.json?place=Hall+7&limit=100",
  "/",
  "/?q=club",
  "/discal/v1/digest",
  "/healthz",
];

async function readAll({ url }: BenchNode): Promise<void> {
  for (const path of READ) {
    const { statusCode, body } = await request(`${url}${path}`, { bodyTimeout: 120_000 });
    await body.dump({ limit: Number.MAX_SAFE_INTEGER });
    if (statusCode !== 200) throw new Error(`${path} was answered ${statusCode}`);
  }
}

/** A feed as the store's first site has it, until it is changed. */
async function servedFeed(events: number) {
  let edition = 0;
  const server = createServer((_, response) => {
    const text = datedFeed(events, edition, CHANGED);
    response.writeHead(200, { "content-type": "text/calendar" }).end(text);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as { readonly port: number }).port}`,
    change: () => void (edition += 1),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}
