import { expect, it } from "vitest";
import { lastBodies } from "../../../../src/exchange/polling/last-bodies.ts";
import { against } from "../../../support/threat.ts";

const body = (events: number, others: number) => ({
  bodyHash: "hash",
  frame: "frame",
  uids: new Map(Array.from({ length: events }, (_, n) => [`hash ${n}`, `${n}@a`])),
  others: new Set(Array.from({ length: others }, (_, n) => `other ${n}`)),
});

it(
  "keeps of last bodies as many events as there is room for, of every kind, those that were read last",
  against(
    "bombs",
    "events that are not taken fill the memory of what feeds showed last",
    "all events of a body count, 60,000 of all bodies",
  ),
  () => {
    const bodies = lastBodies(10);
    bodies.keep(1, body(2, 3));
    bodies.keep(2, body(1, 4));
    expect(bodies.of(1)).not.toBeNull();
    bodies.keep(3, body(0, 1));
    expect([1, 2, 3].map((site) => bodies.of(site) !== null)).toEqual([false, true, true]);
    bodies.keep(4, body(0, 11));
    expect(bodies.of(4)).toBeNull();
  },
);
