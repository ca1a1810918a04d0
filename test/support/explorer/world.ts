import type { Version } from "../../../src/core/model/version.ts";
import { lacks, offeredHop, sendHop, type PeerCopy } from "../../../src/core/reconcile/forward.ts";
import { trait } from "../histories.ts";
import { learnCopy } from "../peer-copies.ts";
import { numbered, remembered, type Numbers } from "./numbers.ts";
import type { Rules } from "./rules.ts";

/** Something that happens at a node; gives what it knows then, null where it cannot happen as things stand. */
export type Deed<S> = (known: S, node: number) => S | null;

/** A few nodes that know of one event, and the ways between them. */
export interface World<S> {
  readonly rules: Rules<S>;
  readonly nodes: number;
  /** From which node to which. */
  readonly edges: readonly (readonly [number, number])[];
  /** What is known at the beginning, at node 0 with hop 0; and at which nodes. */
  readonly start: { readonly version: Version; readonly at: readonly number[] } | null;
  /** Of each node, in their order: what happens there, one of several things each time. */
  readonly deeds: readonly (readonly (readonly Deed<S>[])[])[];
  /**
   * A node may crash between an arrival and its commit, and loses then all that is on its way to and from it; and
   * answers may get lost. Without crashes a lost answer makes no difference: what is sent again is on its way already.
   */
  readonly crashes: boolean;
}

/**
 * Where everything stands. Nodes' knowledge, versions and what is known of peers are numbers. Of the messages that are on
 * their way only those are listed that still have an effect: what arrives late or again in vain makes no difference.
 */
export interface Scene {
  readonly known: readonly number[];
  /** By edge: what the sender knows that the receiver has. */
  readonly copies: readonly number[];
  /** How many of its deeds each node has done. */
  readonly done: readonly number[];
  /** By edge: versions that were sent, and may arrive at any time, any number of times, or never. */
  readonly sent: readonly (readonly number[])[];
  /** What a node has read, and not committed: edge and version. */
  readonly open: readonly (readonly [number, number] | null)[];
}

export interface Play<S> {
  readonly start: Scene;
  next(scene: Scene): readonly Scene[];
  key(scene: Scene): string;
  knownAt(scene: Scene): readonly S[];
}

/** The world as something to explore. */
export function play<S>(world: World<S>): Play<S> {
  const { rules, edges } = world;
  const states = numbered<S>((known) => rules.name(known));
  const versions = numbered<Version>((version) => `${version.revision} ${trait(version)}`);
  const copies = numbered<readonly PeerCopy[]>((has) =>
    has
      .map((copy) => `${copy.class} ${copy.revision} ${copy.c1} ${copy.hop}`)
      .sort()
      .join("\n"),
  );
  const nodes = Array.from({ length: world.nodes }, (_, n) => n);
  const edgeTo = (from: number, to: number) => edges.findIndex(([a, b]) => a === from && b === to);

  const take = remembered((known, version, node) =>
    states.of(rules.take(states.at(known), versions.at(version), node)),
  );
  const learn = remembered((has: number, version: number, hop: number) =>
    copies.of(learnCopy(copies.at(has), versions.at(version), hop)),
  );
  /** What a node sends a peer, as things stand, hops counted. */
  const offers = remembered((known: number, has: number): readonly number[] =>
    rules
      .offers(states.at(known))
      .filter((version) => lacks(copies.at(has), version))
      .map((version) => versions.of({ ...version, hop: sendHop(version) ?? version.hop })),
  );
  /** As the receiver stores it. Node 0 speaks for the event. */
  const stored = remembered((version: number, from: number) =>
    versions.of({ ...versions.at(version), hop: offeredHop(versions.at(version).hop, from === 0) }),
  );

  /** A message has arrived, and is committed; `isAnswered`: the sender has heard of it. */
  const arrived = (scene: Scene, edge: number, version: number, isAnswered: boolean): Scene => {
    const [from, to] = edges[edge] as readonly [number, number];
    const back = edgeTo(to, from);
    const hop = versions.at(version).hop;
    const known = scene.known.with(to, take(scene.known[to] as number, stored(version, from), to));
    let has = scene.copies;
    if (back >= 0) has = has.with(back, learn(has[back] as number, version, Math.max(0, hop - 1)));
    if (isAnswered) has = has.with(edge, learn(has[edge] as number, version, hop));
    return offered({ ...scene, known, copies: has });
  };

  const hasEffect = (scene: Scene, edge: number, version: number): boolean => {
    const [from, to] = edges[edge] as readonly [number, number];
    const back = edgeTo(to, from);
    const hop = versions.at(version).hop;
    const isKnown = take(scene.known[to] as number, stored(version, from), to) === scene.known[to];
    const isHeard = learn(scene.copies[edge] as number, version, hop) === scene.copies[edge];
    const isSeen =
      back < 0 || learn(scene.copies[back] as number, version, Math.max(0, hop - 1)) === scene.copies[back];
    return !(isKnown && isHeard && isSeen);
  };

  /** Every node sends at once what its peers lack; it may take any time to arrive. */
  const offered = (scene: Scene): Scene => {
    const sent = edges.map(([from], edge) => {
      const now = offers(scene.known[from] as number, scene.copies[edge] as number);
      const all = [...new Set([...(scene.sent[edge] ?? []), ...now])];
      return all.filter((version) => hasEffect(scene, edge, version)).sort((a, b) => a - b);
    });
    const open = scene.open.map((one) => (one !== null && hasEffect(scene, one[0], one[1]) ? one : null));
    return { ...scene, sent, open };
  };

  const deedsOf = (scene: Scene): readonly Scene[] =>
    nodes.flatMap((node) => {
      const choice = world.deeds[node]?.[scene.done[node] as number] ?? [];
      const doneMore = scene.done.with(node, (scene.done[node] as number) + 1);
      return choice.flatMap((deed) => {
        const made = deed(states.at(scene.known[node] as number), node);
        if (made === null) return [];
        return [offered({ ...scene, known: scene.known.with(node, states.of(made)), done: doneMore })];
      });
    });

  const arrivalsOf = (scene: Scene): readonly Scene[] =>
    scene.sent.flatMap((messages, edge) =>
      messages.flatMap((version) => {
        const to = edges[edge]?.[1] as number;
        const lost = offered({
          ...scene,
          sent: scene.sent.with(
            edge,
            messages.filter((other) => other !== version),
          ),
        });
        if (!world.crashes) return [lost, arrived(scene, edge, version, true)];
        if (scene.open[to] !== null) return [lost];
        return [lost, { ...scene, open: scene.open.with(to, [edge, version]) }];
      }),
    );

  const commitsOf = (scene: Scene): readonly Scene[] =>
    scene.open.flatMap((read, node) => {
      if (read === null) return [];
      const shut = { ...scene, open: scene.open.with(node, null) };
      const [edge, version] = read;
      return [arrived(shut, edge, version, true), arrived(shut, edge, version, false)];
    });

  /** What was read and not committed is gone, and so is all that is on its way; what is lacking is offered again. */
  const crashesOf = (scene: Scene): readonly Scene[] =>
    world.crashes
      ? nodes.map((node) =>
          offered({
            ...scene,
            open: scene.open.with(node, null),
            sent: scene.sent.map((messages, edge) => (edges[edge]?.includes(node) ? [] : messages)),
          }),
        )
      : [];

  return {
    start: offered(beginning(world, { states, versions, copies })),
    next: (scene) => [
      ...deedsOf(scene),
      ...arrivalsOf(scene),
      ...(world.crashes ? [...commitsOf(scene), ...crashesOf(scene)] : []),
    ],
    key: ({ known, copies: has, done, sent, open }) =>
      `${known.join()}|${has.join()}|${done.join()}|${sent.map((each) => each.join()).join(";")}|${open.join(";")}`,
    knownAt: (scene) => scene.known.map((number) => states.at(number)),
  };
}

function beginning<S>(
  { rules, nodes, edges, start }: World<S>,
  book: {
    readonly states: Numbers<S>;
    readonly versions: Numbers<Version>;
    readonly copies: Numbers<readonly PeerCopy[]>;
  },
): Scene {
  const known = Array.from({ length: nodes }, (_, node) => {
    const isKnown = start?.at.includes(node) ?? false;
    if (start === null || !isKnown) return book.states.of(rules.nothing);
    const version = { ...start.version, hop: node === 0 ? 0 : 2 };
    return book.states.of(rules.take(rules.nothing, version, node));
  });
  const hasOf = (node: number) =>
    start !== null && start.at.includes(node) ? learnCopy([], start.version, 0) : [];
  return {
    known,
    copies: edges.map(([, to]) => book.copies.of(hasOf(to))),
    done: known.map(() => 0),
    sent: edges.map(() => []),
    open: known.map(() => null),
  };
}
