import { expect, it } from "vitest";
import type { PublishedObject } from "../../../src/store/commons.ts";
import { calendarStream } from "../../../src/sinks/icalendar.ts";
import { against } from "../../support/threat.ts";
import { version } from "../../support/versions.ts";

it(
  "lets others have their turn after each page of a feed, however fast it is taken",
  against(
    "load",
    "a stranger takes a feed of 50,000 events",
    "others have their turn after each 100 of them",
  ),
  async () => {
    const pages = 5;
    let [asked, inOneTurn, most, done] = [0, 0, 0, false];
    const turn = (): void => {
      inOneTurn = 0;
      if (!done) setImmediate(turn);
    };
    setImmediate(turn);
    const object: PublishedObject = { version: version({}), changedAt: 0, tags: [] };
    const published = async ({ limit }: { readonly limit: number }) => {
      asked += 1;
      inOneTurn += 1;
      most = Math.max(most, inOneTurn);
      return asked > pages ? [] : Array.from({ length: limit }, () => object);
    };
    const heading = { name: "Feed", url: "https://a.example/feed.ics" };
    const text = await Array.fromAsync(calendarStream({ published }, { tombstonesSince: 0 }, heading));
    done = true;
    expect(text).toHaveLength(pages + 3);
    expect(most).toBe(1);
  },
);
