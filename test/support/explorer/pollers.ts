import { essence } from "../histories.ts";
import { poll, tell, type Feed, type Poller } from "../feed-world.ts";
import { ours, type Rules } from "./rules.ts";
import type { Deed } from "./world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Polls by all until they must be at rest. */
const MOST_ROUNDS = 40;

/** What a node knows that polls a plain feed. */
export interface Polling extends Readonly<Poller> {
  /** How often it has polled. */
  readonly polls: number;
  /** The last of the feed's sayings that it saw. */
  readonly seen: number;
}

/** Our rules at nodes that poll; the feed says these contents, one after the other. */
export function pollingRules(contents: readonly string[]): Rules<Polling> {
  const feed: Feed = {
    source: "00112233445566aa",
    said: contents.map((content) => ({ content, sequence: 0 })),
  };
  return {
    nothing: { feed, lead: "person", memory: null, state: null, polls: 0, seen: 0 },
    take: (known, version, node) => ({ ...known, state: ours.take(known.state, version, node) }),
    shows: ({ state }) => ours.shows(state),
    offers: ({ state }) => ours.offers(state),
    name: ({ state, memory, polls, seen }) => `${polls} ${seen} ${JSON.stringify(memory)} ${essence(state)}`,
  };
}

/** A poll that sees one of the feed's sayings: none before the one that this node saw last, but for a stale cache's. */
export function polling(saying: number, staleness: number): Deed<Polling> {
  return (known) => {
    if (saying < known.seen - staleness) return null;
    const poller: Poller = { ...known };
    const polls = known.polls + 1;
    poll(poller, polls * HOUR, known.feed.said.length - 1 - saying);
    return { ...poller, polls, seen: Math.max(known.seen, saying) };
  };
}

/** The feed stands still; these poll and all tell each other, until nothing changes: what they know then. */
export function atRest(nodes: readonly Polling[], polls: readonly boolean[]): readonly Poller[] {
  const pollers: Poller[] = nodes.map((node) => ({ ...node }));
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const before = pollers.flatMap(({ state, memory }) => [state, memory]);
    for (const [n, poller] of pollers.entries()) if (polls[n] === true) poll(poller, round * DAY);
    for (const from of pollers) for (const to of pollers) if (from !== to) tell(from, to);
    const after = pollers.flatMap(({ state, memory }) => [state, memory]);
    if (after.every((each, n) => each === before[n])) return pollers;
  }
  throw new Error("the pollers never come to rest");
}
