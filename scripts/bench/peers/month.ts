import { request } from "undici";
import { datedFeed, FIRST_DAY } from "../dated-events.ts";
import { inTurn, rateRow, timed } from "../in-turn.ts";
import type { Extent, Row } from "../case.ts";
import { startPolledSite } from "../polled-site.ts";
import { type Range, uidsIn } from "./caldav.ts";

const DAY = 86_400_000;
const MONTH = 30;
/** Months that are asked for in a round, each another one: neither side may have it at hand. */
const MONTHS = 4;
/** How long all rounds may take, ms. */
const WITHIN = 10_000;

/** What another program is asked: gives its answer, with the calendar objects in it. */
export type AskMonth = (range: Range) => Promise<string>;

/**
 * The row of answering what happens in a month, of a calendar of `count` events over two years. `lay` puts that feed
 * into the other program. Throws where the two answers do not hold the same events.
 */
export async function month(
  named: Pick<Row, "case" | "goal"> & { readonly note: string },
  count: number,
  { rounds }: Extent,
  lay: (feed: string) => Promise<AskMonth>,
): Promise<Row> {
  // Xandikos finds a series by its first occurrence alone: without series, all answer the same question.
  const feed = datedFeed(count).replaceAll(/^RRULE:.*\r\n/gm, "");
  await using site = await startPolledSite(feed);
  const answers = { limit: new Map<number, readonly string[]>(), node: new Map<number, readonly string[]>() };
  const side = (name: keyof typeof answers, ask: AskMonth) => async (round: number) => {
    const texts: string[] = [];
    const took = await timed(async () => {
      for (const range of rangesOf(round)) texts.push(await ask(range));
    });
    answers[name].set(round, texts.flatMap(uidsIn));
    return took;
  };
  const found = await inTurn(
    { rounds, within: WITHIN },
    { limit: side("limit", await lay(feed)), node: side("node", (range) => askNode(site.node.url, range)) },
  );
  for (const [round, uids] of answers.limit) isSame(uids, answers.node.get(round) ?? []);
  const events = Math.round((answers.node.get(0) ?? []).length / MONTHS);
  const size = `${events} of ${count.toLocaleString("en-US")} events`;
  const note = `${named.note}; another month each time, the same events in both answers; ${found.rounds} rounds`;
  return { ...rateRow({ ...named, size, unit: "answers/s" }, MONTHS, found), note };
}

function rangesOf(round: number): readonly Range[] {
  return Array.from({ length: MONTHS }, (_, n) => {
    const from = FIRST_DAY + ((round + 1) * MONTHS + n) * 7 * DAY;
    return { from, to: from + MONTH * DAY };
  });
}

async function askNode(url: string, { from, to }: Range): Promise<string> {
  const [first, last] = [from, to - DAY].map((at) => new Date(at).toISOString().slice(0, 10));
  const { statusCode, body } = await request(`${url}/feed.ics?from=${first}&to=${last}`);
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`the node answered ${statusCode}: ${text.slice(0, 300)}`);
  return text;
}

function isSame(theirs: readonly string[], ours: readonly string[]): void {
  const [odd, ...others] = [...new Set(theirs).symmetricDifference(new Set(ours))];
  if (odd !== undefined)
    throw new Error(`${1 + others.length} events are in one of two answers only, such as ${odd}`);
}
