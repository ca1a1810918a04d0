import { beforeAll, describe, expect, it } from "vitest";
import { DOORS } from "../support/outbound/doors.ts";
import type { Driven } from "../support/outbound/drive.ts";
import { runInNamespace, whyNoNamespace } from "../support/outbound/namespace.ts";
import { against } from "../support/threat.ts";

const why = whyNoNamespace();
const doors = Object.keys(DOORS) as (keyof typeof DOORS)[];

describe.skipIf(why !== null)(`the real program among canaries${why === null ? "" : ` (${why})`}`, () => {
  let driven: Driven;
  beforeAll(async () => {
    driven = JSON.parse(await runInNamespace("drive.ts")) as Driven;
  }, 240_000);

  it(
    "connects to none of them, by whatever door and spelling",
    against(
      "outbound",
      "a URL leads to the machine itself, its network, or its cloud's metadata",
      "every address is judged before a socket connects",
    ),
    ({ task }) => {
      const { canaries, spellings, hits, doors } = driven;
      expect(canaries.asked).toBeGreaterThanOrEqual(35);
      expect(canaries.noticed).toBe(canaries.asked);
      expect(hits).toEqual([]);
      const tried = Object.values(doors).reduce((sum, each) => sum + each.tried, 0);
      task.meta.figure = `${spellings} spellings, ${tried} URLs, ${hits.length} hits`;
    },
  );

  it.each(doors)(
    "refuses all that comes by %s",
    against("outbound", "a door for URLs has no guard", "one client makes all requests"),
    (door) => {
      const { tried, refused } = driven.doors[door] ?? { tried: 0, refused: 0 };
      expect(tried).toBeGreaterThan(0);
      expect(refused).toBe(tried);
    },
  );

  it(
    "says a peer's token to nobody else, wherever that peer sends it",
    against(
      "outbound",
      "a peer redirects a push that carries its token",
      "a token goes to the origin that it is for",
    ),
    () => {
      expect(driven.tokens).toBeGreaterThan(0);
      expect(driven.leaks).toEqual([]);
    },
  );

  it(
    "connects to the address that was judged, however often a name changes its mind",
    against(
      "outbound",
      "a name leads elsewhere at each look-up",
      "the socket uses the address that was judged",
    ),
    ({ task }) => {
      const { tries, reached } = driven.flips;
      expect(reached).toBeGreaterThan(tries / 10);
      expect(driven.hits).toEqual([]);
      task.meta.figure = `${tries} tries, ${driven.hits.length} hits`;
    },
  );
});
