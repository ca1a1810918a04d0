import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { request } from "undici";
import { type Peer, startPeer, TARGET } from "../../load/peer.ts";
import { command } from "../../soak/program.ts";
import type { Case, Row } from "../case.ts";
import { startCountingProxy } from "../counting-proxy.ts";
import { type BenchNode, nodeIn } from "../node.ts";
import { bodyOf } from "../pusher.ts";
import { type BenchStore, storeOf } from "../stores.ts";
import { temporaryFolder } from "../../../test/support/program.ts";

/** A peer's change log. */
interface Place {
  readonly epoch: string;
  readonly next: number;
}

const MIB = 1024 * 1024;
const PORTION = 50;

/** What goes over the wire where two nodes have nearly the same. */
export const catchUp: Case = {
  name: "catch-up",
  work: "fetches from a peer what it lacks: by digests what was lost, by changes what is new",
  against: "the octets of the objects that differ, and of the digests that tell of them",
  async run({ quick }) {
    const store = await storeOf(quick ? 1000 : 100_000);
    const away = quick ? 500 : 10_000;
    using folder = temporaryFolder();
    using proxy = await startCountingProxy();
    using author = await startPeer(0);
    await using ahead = await copyOf(store, join(folder.path, "ahead"), {
      peers: [`{ url: "${author.url}", accept: true, push: false, poll: false }`],
      origin: proxy.origin,
    });
    proxy.lead(ahead.url);
    await ahead.start();
    const { folder: behind } = await copyOf(store, join(folder.path, "behind"), {
      peers: [`{ url: "${proxy.origin}", accept: true, push: false, poll: false }`],
    });
    await command(behind, "peers");
    const from = { author, node: ahead, origin: proxy.origin };

    // A hundred are lost on the way: the node takes itself to be where its peer is by now.
    const lost = await enter(from, 0, 100);
    const place = await (await fetch(`${ahead.url}/discal/v1/digest`)).text();
    standAt(behind, JSON.parse(place) as Place);
    await poll(behind, proxy.origin);
    proxy.taken();
    await poll(behind, proxy.origin, "--compare");
    const repaired = proxy.taken();
    const events = store.events.toLocaleString("en-US");
    const first = row(`${events} objects, 100 lost`, repaired, lost + place.length);

    const missed = await enter(from, 100, 100 + away);
    proxy.taken();
    await poll(behind, proxy.origin);
    const caughtUp = proxy.taken();
    const second = row(
      `${events} objects, a day with ${away.toLocaleString("en-US")} changes`,
      caughtUp,
      missed + 64 * away,
    );

    requireAll(behind, store.events + 100 + away);
    return [
      { ...first, note: "by digests; the limit counts one digest of all buckets" },
      { ...second, note: "by the change log; the limit counts one SHA-256 in hex for each object" },
    ];
  },
};

function row(size: string, octets: number, limit: number): Row {
  const goal = { atMost: 3 };
  return {
    case: "catch-up",
    size,
    limit: limit / MIB,
    node: octets / MIB,
    ratio: octets / limit,
    goal,
    unit: "MiB",
  };
}

/** A node with the events of a store, and keys of its own. */
async function copyOf(
  store: BenchStore,
  folder: string,
  settings: { peers: readonly string[]; origin?: string },
): Promise<BenchNode> {
  mkdirSync(join(folder, "data"), { recursive: true, mode: 0o700 });
  const db = new Sqlite(store.database, { readonly: true });
  await db.backup(join(folder, "data", "discal.db"));
  db.close();
  return nodeIn(folder, { ...settings, sites: store.sites("http://127.0.0.1:9") });
}

/** New objects at a node; gives their octets. */
async function enter(
  { author, node, origin }: { readonly author: Peer; readonly node: BenchNode; readonly origin: string },
  from: number,
  to: number,
): Promise<number> {
  const { fingerprint } = (await (await fetch(`${node.url}/.well-known/discal`)).json()) as {
    readonly fingerprint: string;
  };
  let octets = 0;
  for (let at = from; at < to; at += PORTION) {
    const body = bodyOf(at, Math.min(at + PORTION, to));
    const headers = await author.sign(body, { url: origin, fingerprint });
    const answer = await request(`${node.url}${TARGET}`, { method: "POST", headers, body });
    const said = await answer.body.text();
    if (answer.statusCode !== 200 || /"verdict":"(?!accepted)/.test(said))
      throw new Error(said.slice(0, 500));
    octets += body.length;
  }
  return octets;
}

/** As if this node had followed its peer up to here. */
function standAt(folder: string, { epoch, next }: Place): void {
  const db = new Sqlite(join(folder, "data", "discal.db"));
  try {
    const now = Date.now();
    db.prepare(
      `INSERT INTO pulls (peer, epoch, cursor, compared_at, next_compare, differences, own_epoch)
       SELECT sites.id, ?, ?, ?, ?, 0, meta.epoch FROM sites, meta WHERE sites.kind = 'peer' AND sites.enabled`,
    ).run(epoch, next, now, now + 86_400_000);
  } finally {
    db.close();
  }
}

async function poll(folder: string, origin: string, ...options: readonly string[]): Promise<void> {
  await command(folder, "poll", origin, ...options);
}

function requireAll(folder: string, expected: number): void {
  const db = new Sqlite(join(folder, "data", "discal.db"), { readonly: true });
  const found = db.prepare("SELECT count(*) FROM versions WHERE state = 'winner'").pluck().get();
  db.close();
  if (found !== expected) throw new Error(`Of ${expected} objects ${String(found)} are there.`);
}
