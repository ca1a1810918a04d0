import { feedText, ORIGIN } from "../events.ts";
import { inTurn, rateRow, timed } from "../in-turn.ts";
import type { Extent, Row } from "../case.ts";
import { startPolledSite } from "../polled-site.ts";

/** What another program does with a feed: makes ready for it, and gives the work that counts. */
export type TakeIn = (feed: string, name: string) => Promise<() => Promise<unknown>>;

/** How long all rounds may take, ms: on a slow disk there are fewer of them. */
const WITHIN = 15_000;

/**
 * The row of taking in a feed of `count` events, new in each round, into a calendar of its own: the node polls it from a
 * site that it was just told of. `note` says how the other program takes it.
 */
export async function takingIn(
  named: Pick<Row, "case" | "goal"> & { readonly note: string },
  count: number,
  { rounds }: Extent,
  takeIn: TakeIn,
): Promise<Row> {
  await using site = await startPolledSite(feedText(0, 1));
  const feedOf = (round: number): string => feedText((round + 2) * count, (round + 3) * count);
  const found = await inTurn(
    { rounds, within: WITHIN },
    {
      async limit(round) {
        return timed(await takeIn(feedOf(round), `calendar${round + 1}`));
      },
      async node(round) {
        site.host.publish(feedOf(round), true);
        const { poll } = await site.add(`site${round + 1}`);
        const begun = performance.now();
        const { fresh } = await poll();
        const took = performance.now() - begun;
        if (fresh.length !== count) throw new Error(`${fresh.length} of ${count} events were taken in`);
        return took;
      },
    },
  );
  const size = `${count.toLocaleString("en-US")} events a round`;
  const note = `${named.note}; ${ORIGIN}; ${found.rounds} rounds`;
  return { ...rateRow({ ...named, size, unit: "events/s" }, count, found), note };
}
