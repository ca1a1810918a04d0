import type { Case, Extent, Row } from "../case.ts";
import { feedText, ORIGIN } from "../events.ts";
import { inTurn, timed } from "../in-turn.ts";
import { median } from "../median.ts";
import { startPollSides } from "../poll-sides.ts";

/** Events that say something else in each round. */
const CHANGED = 10;

export const pollChanged: Case = {
  name: "poll-changed",
  work: `A poll of a feed of which ${CHANGED} events changed`,
  against: "GET, split into components and hash each; and ical.js, parsing each event of the feed",
  async run(extent): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (const events of extent.quick ? [500] : [1_000, 10_000])
      rows.push(...(await rowsOf(events, extent, extent.quick || events === 10_000)));
    return rows;
  },
};

async function rowsOf(events: number, extent: Extent, isWhole: boolean): Promise<readonly Row[]> {
  await using sides = await startPollSides(feedText(0, events));
  const step = events / CHANGED;
  let published = -2;
  /** Each round has an edition of its own, the same for both sides. */
  const publish = (round: number) => {
    if (published === round) return;
    published = round;
    sides.host.publish(
      feedText(0, events, (n) => (n % step === 0 ? round + 2 : 0)),
      true,
    );
  };
  const found = await inTurn(extent, {
    limit: async (round) => {
      publish(round);
      return timed(() => sides.pollByLimit("changed"));
    },
    node: async (round) => {
      publish(round);
      const begun = performance.now();
      const { revised } = await sides.pollByNode();
      const took = performance.now() - begun;
      if (revised.length !== CHANGED) throw new Error(`${revised.length} of ${CHANGED} changes were taken`);
      return took;
    },
  });
  const size = `${CHANGED} of ${events.toLocaleString("en-US")} events`;
  const common = { size, unit: "ms" };
  const poll: Row = {
    ...common,
    ...found,
    case: "poll, 10 changed",
    goal: { atLeast: 0.6 },
    plot: {
      title: "Poll of a feed of which 10 events changed",
      x: events,
      y: found.node,
      limit: found.limit,
      unit: "ms",
    },
    note: ORIGIN,
  };
  if (!isWhole) return [poll];
  const parse = median(await repeated(Math.max(3, extent.rounds), () => sides.limit.run("parse", undefined)));
  const parsing: Row = {
    ...common,
    case: "poll, 10 changed, over parsing all",
    limit: parse,
    node: found.node,
    ratio: parse / found.node,
    goal: { atLeast: 5 },
    note: "ical.js parses each event of the feed by itself, and does not fetch it",
  };
  return [poll, parsing];
}

async function repeated<T>(times: number, work: () => Promise<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for (let done = 0; done < times; done += 1) all.push(await work());
  return all;
}
