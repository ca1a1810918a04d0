import type { Case, Row } from "../case.ts";
import { feedText, ORIGIN } from "../events.ts";
import { inTurn, rateRow, timed } from "../in-turn.ts";
import { type PollSides, startPollSides } from "../poll-sides.ts";

export const pollUnchanged: Case = {
  name: "poll-unchanged",
  work: "A poll of a feed that is as it was: answered 304, or with the same bytes",
  against: "one conditional GET; one GET and one SHA-256",
  async run(extent): Promise<readonly Row[]> {
    const events = extent.quick ? 500 : 10_000;
    const size = `${events.toLocaleString("en-US")} events`;
    const text = feedText(0, events);
    await using sides = await startPollSides(text);
    const goal = { atLeast: 0.8 };
    const common = { size, unit: "polls/s", goal, note: `${NOTE}; ${ORIGIN}` };

    const times = extent.quick ? 5 : 40;
    const known = await inTurn(extent, {
      limit: () => timed(() => repeated(times, () => sides.pollByLimit("conditional"))),
      node: () => timed(() => repeated(times, () => unchanged(sides))),
    });
    const { all, unchanged: told } = sides.host.asked();
    if (all - told > 2) throw new Error(`${all - told} of ${all} requests were not conditional`);

    sides.host.publish(text, false);
    await unchanged(sides);
    const bodies = extent.quick ? 2 : 5;
    const same = await inTurn(extent, {
      limit: () => timed(() => repeated(bodies, () => sides.pollByLimit("same"))),
      node: () => timed(() => repeated(bodies, () => unchanged(sides))),
    });
    return [
      rateRow({ case: "poll, 304", ...common }, times, known),
      rateRow({ case: "poll, the same bytes", ...common }, bodies, same),
    ];
  },
};

const NOTE = "both sides are told to poll by a POST; the node records each poll durably";

async function unchanged(sides: PollSides): Promise<void> {
  const { outcome } = await sides.pollByNode();
  if (outcome !== "unchanged") throw new Error(`a poll of an unchanged feed is said to be “${outcome}”`);
}

async function repeated(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < times; done += 1) await work();
}
