import type { Version } from "../../src/core/model/version.ts";
import { offeredHop } from "../../src/core/reconcile/forward.ts";
import type { Dice } from "../../test/support/dice.ts";
import type { Edge, Graph } from "./graph.ts";
import { backup, changesAfter, emptyDisk, learnOf, nextBatch, standing, take, type Disk } from "./honest.ts";
import type { Timeline } from "./timeline.ts";
import type { Weather } from "./weather.ts";
import { classed } from "./writing.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A node of the network, honest or not. */
export interface Peer {
  readonly id: number;
  readonly host: string;
  /** What its clock is wrong by, ms. */
  readonly skew: number;
  readonly disk: Disk;
  isUp: boolean;
  /** Grows with each crash: what was begun before it is forgotten. */
  life: number;
  /** Who is being sent something, by the number of that try. */
  readonly lanes: Map<number, number>;
}

export interface Exchange {
  readonly peers: readonly Peer[];
  /** Something came up at this node that others may lack. */
  announce(node: number): void;
  crash(node: number, ms: number): void;
  /** As it was at a backup; what came since is lost, and its changes count from a new epoch. */
  restore(node: number, from: Disk): void;
  /** Asks a peer for its changes, or all of them. */
  pull(edge: Edge, all: boolean): void;
  /** A version arrives that no honest node sent. */
  hear(node: number, from: number, version: Version): void;
  /** When something last changed at an honest node. */
  lastChange(): number;
  readonly ledger: Ledger;
}

/** All that honest nodes ever took. */
export interface Ledger {
  /** Each copy of each version, by class and C1. */
  readonly versions: Map<string, Version>;
  /** How often a node took one that it had not. */
  takings: number;
}

/** How a node that is no honest one takes what it is pushed. */
export type Strange = (node: number, version: Version) => void;

/** Nodes that push and pull as production nodes do, on the production rules; what differs is what carries them. */
export function exchange(
  { roles, edges }: Graph,
  dice: Dice,
  time: Timeline,
  sky: Weather,
  strange: Strange,
): Exchange {
  const peers = roles.map((_, id): Peer => ({
    id,
    host: `n${id}.example`,
    skew: dice.between(-365 * 24, 365 * 24) * HOUR,
    disk: emptyDisk(),
    isUp: true,
    life: 0,
    lanes: new Map(),
  }));
  const pushes = Map.groupBy(
    edges.filter(({ way }) => way === "push"),
    ({ from }) => from,
  );
  const ledger: Ledger = { versions: new Map(), takings: 0 };
  const taken = peers.map(() => new Set<string>());
  /** By node: up to where its changes stand in the ledger. */
  const noted = peers.map(() => 0);
  let tries = 0;
  let lastChange = 0;

  /** One version as a receiver stores it; `hop` counts its own way. */
  const receive = (to: Peer, from: Peer, version: Version): boolean => {
    const read = classed(version);
    if (read === null) return false;
    const isOrigin =
      version.uid.endsWith(`@${from.host}`) || version.reviseUrl.startsWith(`https://${from.host}/`);
    const stored = { ...read, hop: offeredHop(version.hop, isOrigin) };
    const changed = take(to.disk, stored);
    if (changed) note(to.id, stored);
    learnOf(to.disk, from.id, stored, stored.hop - 1);
    return changed;
  };

  function note(node: number, version: Version): void {
    const name = `${version.uid} ${version.class} ${version.c1}`;
    if (taken[node]?.has(name) === true) return;
    taken[node]?.add(name);
    ledger.takings += 1;
    if (!ledger.versions.has(name)) ledger.versions.set(name, version);
  }

  const accept = (to: Peer, from: Peer, versions: readonly Version[]): void => {
    if (roles[to.id] !== "honest") {
      for (const version of versions) strange(to.id, version);
      return;
    }
    let changed = false;
    for (const version of versions) changed = receive(to, from, version) || changed;
    if (changed) announce(to.id);
  };

  function announce(node: number): void {
    lastChange = time.now();
    noted[node] = (peers[node] as Peer).disk.seq;
    for (const { to } of pushes.get(node) ?? []) pump(node, to, 0);
  }

  /** One batch at a time goes to each peer; one that is not answered goes again after a while. */
  function pump(node: number, to: number, failures: number): void {
    const from = peers[node] as Peer;
    if (!from.isUp || from.lanes.has(to)) return;
    const batch = nextBatch(from.disk, to);
    if (batch === null) return;
    tries += 1;
    const [mine, life] = [tries, from.life];
    from.lanes.set(to, mine);
    const receiver = peers[to] as Peer;
    const answered = (): void => {
      if (from.life !== life || from.lanes.get(to) !== mine) return;
      from.lanes.delete(to);
      for (const version of batch.versions) learnOf(from.disk, to, version, version.hop);
      from.disk.cursors.set(to, batch.upTo);
      pump(node, to, 0);
    };
    sky.send(node, to, loadOf(batch.versions), () => {
      if (!receiver.isUp) return;
      accept(receiver, from, batch.versions);
      sky.send(to, node, { versions: 0, bytes: 0 }, answered);
    });
    const wait = Math.min(4 * HOUR, MINUTE * 5 * 2 ** failures);
    time.plan(wait + dice.between(0, MINUTE), () => {
      if (from.life !== life || from.lanes.get(to) !== mine) return;
      from.lanes.delete(to);
      pump(node, to, failures + 1);
    });
  }

  function pull({ from, to }: Edge, all: boolean): void {
    const [giver, taker] = [peers[from] as Peer, peers[to] as Peer];
    if (!taker.isUp) return;
    const life = taker.life;
    const known = taker.disk.pulls.get(from);
    sky.send(to, from, { versions: 0, bytes: 0 }, () => {
      if (!giver.isUp) return;
      const { epoch, seq } = giver.disk;
      const since = all || known?.epoch !== epoch ? 0 : known.seq;
      const versions = changesAfter(giver.disk, since)
        .flatMap(([, { state }]) => standing(state))
        .map((version) => ({ ...version, hop: version.hop + 1 }));
      sky.send(from, to, loadOf(versions), () => {
        if (!taker.isUp || taker.life !== life) return;
        taker.disk.pulls.set(from, { epoch, seq });
        accept(taker, giver, versions);
      });
    });
  }

  function restart(node: number): void {
    const peer = peers[node] as Peer;
    peer.isUp = true;
    for (const { to } of pushes.get(node) ?? []) pump(node, to, 0);
  }

  function crash(node: number, ms: number): void {
    const peer = peers[node] as Peer;
    if (!peer.isUp) return;
    peer.isUp = false;
    peer.life += 1;
    peer.lanes.clear();
    time.plan(ms, () => restart(node));
  }

  return {
    peers,
    ledger,
    announce(node) {
      // What was made here, or read from a feed.
      for (const [, { state }] of changesAfter((peers[node] as Peer).disk, noted[node] as number)) {
        for (const version of [...(state.signed?.versions ?? []), ...(state.open?.versions ?? [])])
          note(node, version);
      }
      announce(node);
    },
    hear(node, from, version) {
      const [to, giver] = [peers[node] as Peer, peers[from] as Peer];
      if (to.isUp) accept(to, giver, [version]);
    },
    crash,
    pull,
    restore(node, from) {
      const peer = peers[node] as Peer;
      crash(node, MINUTE);
      Object.assign(peer.disk, { ...backup(from), epoch: peer.disk.epoch + 1 });
      lastChange = time.now();
    },
    lastChange: () => lastChange,
  };
}

function loadOf(versions: readonly Version[]): { readonly versions: number; readonly bytes: number } {
  return { versions: versions.length, bytes: versions.reduce((sum, { text }) => sum + text.length, 0) };
}
