import { hash } from "node:crypto";
import { inConflict } from "../../src/core/reconcile/winner.ts";
import { oracle } from "../../test/support/oracle.ts";
import type { Version } from "../../src/core/model/version.ts";
import { seededDice, type Dice } from "../../test/support/dice.ts";
import { exchange, type Exchange, type Peer } from "./exchange.ts";
import { pollFeed, type PlainFeed, type Subscriptions } from "./feeds.ts";
import { randomGraph, type Graph } from "./graph.ts";
import { backup, digestOf, standing, type Disk } from "./honest.ts";
import { cancel, edit, enter, remove, resolve, type Deed } from "./people.ts";
import { differingEdges } from "./repair.ts";
import { legacy, liar, type Legacy, type Liar } from "./strangers.ts";
import { timeline, type Timeline } from "./timeline.ts";
import { weather, type Weather } from "./weather.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How long the network lives before it is healed. */
const LIFE = 3 * DAY;
/** A lasting difference is waited for up to seven days (protocol, section 3), and polls are a day apart then. */
const QUIET = 9 * DAY;
/** A network that is not quiet by then never will be. */
const LATEST = LIFE + 400 * DAY;
/** More rounds of comparing digests than any repair needs. */
const MOST_ROUNDS = 100;

/** What one run came to. */
export interface Result {
  readonly seed: number;
  readonly nodes: number;
  /** Directed. */
  readonly edges: number;
  /** Distinct versions that honest nodes took. */
  readonly versions: number;
  readonly messages: number;
  /** Versions in messages, each time they were sent. */
  readonly transfers: number;
  readonly bytes: number;
  /** UIDs whose rivals wait for a person in the end. */
  readonly conflicts: number;
  /** Honest nodes that do not say what most of them say: before digests were compared, and in the end. */
  readonly divergedBefore: number;
  readonly diverged: number;
  /** What an oracle that keeps every version says otherwise, by UID; null where a backup was restored: it may have lost some. */
  readonly oracleDiffers: number | null;
  /** For each version, of all nodes that took it the first was told by nobody: so often must versions be told at least. */
  readonly least: number;
  /** What it ended in: one run can be compared with another. */
  readonly digest: string;
}

interface Scene {
  readonly dice: Dice;
  readonly time: Timeline;
  readonly sky: Weather;
  readonly graph: Graph;
  readonly net: Exchange;
  readonly feeds: readonly PlainFeed[];
  readonly subscriptions: ReadonlyMap<number, Subscriptions>;
  readonly strangers: ReadonlyMap<number, Legacy | Liar>;
  readonly backups: Map<number, Disk>;
  restored: number;
}

/**
 * Lets a network live under loss, partitions, crashes, wrong clocks, liars and legacy nodes, heals it, waits until it is
 * quiet, compares digests, and says whether all honest nodes agree. The same seed gives the same run. `tell` hears
 * of progress.
 */
export function simulate(
  { nodes, seed }: { readonly nodes: number; readonly seed: number },
  tell: (progress: string) => void = () => {},
): Result {
  const scene = build(nodes, seed);
  const { time, sky, net, graph } = scene;
  const disks = net.peers.map(({ disk }) => disk);
  const honest = net.peers.filter(({ id }) => graph.roles[id] === "honest");
  begin(scene, honest);
  run(time, LIFE, tell);
  sky.heal();
  while (time.now() < LATEST && time.now() - Math.max(LIFE, net.lastChange()) < QUIET && time.step()) {
    // What happens plans what follows.
  }
  if (time.now() >= LATEST) tell("the network is never quiet");
  const divergedBefore = outliers(honest);
  const ways = graph.edges.filter((edge) => isHonest(graph, edge.from) && isHonest(graph, edge.to));
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const differing = differingEdges(ways, disks);
    if (differing.length === 0) break;
    tell(`repair: ${differing.length} of ${ways.length} ways differ`);
    for (const edge of differing) net.pull(edge, true);
    run(time, time.now() + HOUR, () => {});
  }
  return summary(scene, { seed, honest, divergedBefore });
}

function build(nodes: number, seed: number): Scene {
  const dice = seededDice(seed);
  const time = timeline();
  const graph = randomGraph(dice, nodes);
  const sky = weather(dice, time, nodes);
  const strangers = new Map<number, Legacy | Liar>();
  const net = exchange(graph, dice, time, sky, (node, version) => strangers.get(node)?.take(version));
  for (const { id, host } of net.peers) {
    if (graph.roles[id] === "legacy") strangers.set(id, legacy(1_000_000 + id));
    if (graph.roles[id] === "liar") strangers.set(id, liar(host));
  }
  const feeds = Array.from({ length: 3 }, (_, id): PlainFeed => ({ id, says: new Map() }));
  const shown = [...feeds, ...[...strangers.values()].flatMap((each) => ("feed" in each ? [each.feed] : []))];
  const subscriptions = new Map<number, Subscriptions>();
  for (const { id } of net.peers) {
    if (graph.roles[id] !== "honest" || dice.between(1, 3) > 1) continue;
    const chosen = new Set(Array.from({ length: dice.between(1, 3) }, () => dice.pick(shown)));
    subscriptions.set(id, { feeds: [...chosen] });
  }
  return { dice, time, sky, graph, net, feeds, subscriptions, strangers, backups: new Map(), restored: 0 };
}

/** Plans all that happens in the life of the network; polls go on after it, a day apart. */
function begin(scene: Scene, honest: readonly Peer[]): void {
  const { dice, time, sky, graph, net } = scene;
  const during = (least: number, most: number, happen: () => void): void => {
    const again = (): void => {
      if (time.now() >= LIFE) return;
      happen();
      time.plan(dice.between(least, most), again);
    };
    time.plan(dice.between(0, most), again);
  };
  const polled = (poll: () => void): void => {
    const again = (): void => {
      poll();
      time.plan(time.now() < LIFE ? dice.between(HOUR, 4 * HOUR) : DAY, again);
    };
    time.plan(dice.between(0, 2 * HOUR), again);
  };
  const pace = Math.max(1, Math.round(honest.length / 100));
  during(20 * MINUTE, (80 * MINUTE) / pace + 20 * MINUTE, () => act(scene, dice.pick(honest)));
  during(HOUR, 3 * HOUR, () => changeFeed(scene));
  during(2 * HOUR, 12 * HOUR, () => sky.part(dice.between(HOUR, 12 * HOUR)));
  during(MINUTE * 30, 3 * HOUR, () => net.crash(dice.pick(honest).id, dice.between(1, 180) * MINUTE));
  if (dice.between(1, 3) === 1) during(8 * HOUR, 30 * HOUR, () => backUpOrRestore(scene, dice.pick(honest)));
  for (const [id, stranger] of scene.strangers) {
    if ("feed" in stranger) during(6 * HOUR, 30 * HOUR, () => stranger.edit(dice));
    else during(2 * HOUR, 8 * HOUR, () => lie(scene, id, stranger));
  }
  for (const [id, subscriptions] of scene.subscriptions) {
    const peer = net.peers[id] as Peer;
    for (const feed of subscriptions.feeds) {
      polled(() => {
        if (peer.isUp && pollFeed(peer, subscriptions, feed, time.now())) net.announce(id);
      });
    }
  }
  for (const edge of graph.edges.filter(({ way }) => way === "poll")) polled(() => net.pull(edge, false));
}

function act({ dice, time, net }: Scene, peer: Peer): void {
  if (!peer.isUp) return;
  const deed = dice.pick<Deed>([enter, enter, edit, edit, edit, edit, cancel, remove, resolve]);
  if (deed(peer, dice, time.now()) !== null) net.announce(peer.id);
}

function changeFeed({ dice, feeds }: Scene): void {
  const feed = dice.pick(feeds);
  const uid = `${dice.between(1, 8)}@feed${dice.pick([0, 0, 1, 2])}.example`;
  if (dice.between(1, 6) === 1) {
    feed.says.delete(uid);
    return;
  }
  const sequence = (feed.says.get(uid)?.sequence ?? 0) + dice.pick([0, 0, 1]);
  feed.says.set(uid, {
    content: `Market ${dice.between(1, 6)}`,
    sequence,
    ...(dice.between(1, 8) === 1 && { status: "cancelled" as const }),
  });
}

/** Sends a neighbour a lie, as if it were a push. */
function lie({ dice, graph, net, sky }: Scene, id: number, stranger: Liar): void {
  const told = stranger.lie(dice);
  const ways = graph.edges.filter(({ from }) => from === id);
  if (told === null || ways.length === 0) return;
  const { to } = dice.pick(ways);
  sky.send(id, to, { versions: 1, bytes: told.text.length }, () => net.hear(to, id, told));
}

function backUpOrRestore(scene: Scene, { id, disk }: Peer): void {
  const kept = [...scene.backups.keys()];
  if (kept.length < 3) {
    scene.backups.set(id, backup(disk));
    return;
  }
  const node = scene.dice.pick(kept);
  scene.net.restore(node, scene.backups.get(node) as Disk);
  scene.backups.delete(node);
  scene.restored += 1;
}

function run(time: Timeline, until: number, tell: (progress: string) => void): void {
  let told = 0;
  while (time.now() < until && time.step()) {
    const done = Math.floor((10 * time.now()) / until);
    if (done === told) continue;
    told = done;
    tell(`lived ${done * 10} %`);
  }
}

function isHonest({ roles }: Graph, node: number): boolean {
  return roles[node] === "honest";
}

function outliers(honest: readonly Peer[]): number {
  const groups = Map.groupBy(honest, ({ disk }) => digestOf(disk));
  return honest.length - Math.max(...[...groups.values()].map((group) => group.length));
}

function summary(
  { sky, graph, net, restored }: Scene,
  {
    seed,
    honest,
    divergedBefore,
  }: { readonly seed: number; readonly honest: readonly Peer[]; readonly divergedBefore: number },
): Result {
  const { messages, transfers, bytes } = sky.traffic;
  const { versions, takings } = net.ledger;
  const disk = (honest[0] as Peer).disk;
  return {
    seed,
    nodes: net.peers.length,
    edges: graph.edges.length,
    versions: versions.size,
    messages,
    transfers,
    bytes,
    conflicts: [...disk.objects.values()].filter(({ state }) => inConflict(state)).length,
    divergedBefore,
    diverged: outliers(honest),
    oracleDiffers: restored > 0 ? null : differingFromOracle(disk, [...versions.values()]),
    least: takings - versions.size,
    digest: hash("sha256", digestOf(disk)),
  };
}

/** UIDs of which other versions stand than an oracle finds among all that honest nodes ever took. */
function differingFromOracle(disk: Disk, versions: readonly Version[]): number {
  const said = (state: Parameters<typeof standing>[0] | null): string =>
    (state === null ? [] : standing(state)).map(({ revision, c1 }) => `${revision} ${c1}`).join();
  const byUid = Map.groupBy(versions, ({ uid }) => uid);
  return [...byUid].filter(([uid, all]) => said(oracle(all)) !== said(disk.objects.get(uid)?.state ?? null))
    .length;
}
