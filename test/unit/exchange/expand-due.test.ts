import { expect, it } from "vitest";
import { expandDue } from "../../../src/exchange/expand-due.ts";
import { against } from "../../support/threat.ts";

it(
  "lets others have their turn after each object whose happenings it finds",
  against(
    "bombs",
    "many objects come that are each just little work",
    "others have their turn after each one",
  ),
  async () => {
    const window = { from: 0, to: 1, timezone: "UTC" };
    const due = Array.from({ length: 5 }, (_, object) => ({
      object,
      text: "",
      window,
      since: 0,
      expandedTo: 0,
    }));
    const rounds = [due];
    let [turns, inOneTurn, most] = [0, 0, 0];
    const turn = (): void => {
      [turns, inOneTurn] = [turns + 1, 0];
      if (turns < 1000) setImmediate(turn);
    };
    setImmediate(turn);
    const store = {
      expansions: { due: async () => rounds.pop() ?? [], record: async () => {}, nextDue: async () => null },
    };
    const workshop = {
      expand: async () => {
        inOneTurn += 1;
        most = Math.max(most, inOneTurn);
        return { occurrences: [], floating: false, openEnded: false, problem: null };
      },
    };
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    await expandDue({ store, workshop, clock: () => 0, log });
    expect(most).toBe(1);
    turns = 1000;
  },
);
