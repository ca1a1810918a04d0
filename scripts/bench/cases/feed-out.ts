import type { Case, Row } from "../case.ts";
import { ORIGIN } from "../events.ts";
import { AS_CLIENTS, startFeedSides } from "../feed-sides.ts";
import { inTurn, rateRow, timed } from "../in-turn.ts";
import { askOver } from "../keep-alive.ts";
import { request } from "undici";

/** Clients that ask side by side. */
const ABREAST = 4;

export const feedOut: Case = {
  name: "feed-out",
  work: "The feed of all events in gzip: to who has it already, to who has not, and the first time after a change",
  against: "node:http serving a buffer; joining stored bytes out of SQLite, and gzip of the same level",
  async run(extent): Promise<readonly Row[]> {
    const events = extent.quick ? 500 : 10_000;
    const size = `${events.toLocaleString("en-US")} events`;
    await using sides = await startFeedSides(events);
    const known = async (url: string, times: number) => {
      const asking = { headers: { ...AS_CLIENTS, "if-none-match": await tagOf(url) }, status: 304 };
      return timed(() => askOver({ url, times, abreast: ABREAST, ...asking }));
    };
    const whole = (url: string, times: number) =>
      timed(() => askOver({ url, times, abreast: ABREAST, headers: AS_CLIENTS, status: 200 }));

    const conditional = extent.quick ? 20 : 2_000;
    const unchanged = await inTurn(extent, {
      limit: () => known(sides.warm, conditional),
      node: () => known(sides.node, conditional),
    });
    const answers = extent.quick ? 4 : 40;
    const warm = await inTurn(extent, {
      limit: () => whole(sides.warm, answers),
      node: () => whole(sides.node, answers),
    });
    let edition = 0;
    const cold = await inTurn(extent, {
      limit: () => whole(sides.cold, 1),
      node: async () => {
        await sides.change((edition += 1));
        return whole(sides.node, 1);
      },
    });
    const warmly = { size, unit: "answers/s", goal: { atLeast: 0.9 }, note: `${ABREAST} clients; ${ORIGIN}` };
    return [
      rateRow({ case: "feed out, 304", ...warmly }, conditional, unchanged),
      rateRow({ case: "feed out, warm", ...warmly }, answers, warm),
      {
        case: "feed out, after a change",
        size,
        ...cold,
        goal: { atLeast: 0.7 },
        unit: "ms",
        plot: { title: "The first GET of the feed after a change", x: events, y: cold.node, unit: "ms" },
        note: "the limit reads stored bytes out of SQLite, joins and zips them",
      },
    ];
  },
};

async function tagOf(url: string): Promise<string> {
  const { headers, body } = await request(url, { headers: AS_CLIENTS });
  await body.dump();
  return String(headers["etag"]);
}
