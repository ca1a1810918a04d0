import { expect, it } from "vitest";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { against } from "../../support/threat.ts";

const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;
const NOW = Date.UTC(2026, 2, 16);

it(
  "a clock that was set back is told by how much, once, and what is due comes as much sooner",
  against(
    "time",
    "the clock is wrong for a while, and set right",
    "what is due moves with the clock; each poll once",
  ),
  async () => {
    await using store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
    expect(await store.keepTime(NOW)).toBe(0);
    await store.errands.add({ kind: "report", subject: "1", payload: {} }, NOW, NOW + MINUTE);
    await store.errands.add({ kind: "report", subject: "2", payload: {} }, NOW, NOW + YEAR + 2 * MINUTE);
    expect(await store.keepTime(NOW + YEAR)).toBe(0);
    expect(await store.keepTime(NOW + YEAR - MINUTE / 2)).toBe(0);
    expect(await store.keepTime(NOW)).toBe(YEAR);
    expect(await store.keepTime(NOW)).toBe(0);
    expect((await store.errands.due(NOW, 9)).map(({ subject }) => subject)).toEqual(["1"]);
    expect(await store.errands.nextDue()).toBe(NOW);
    const due = await store.errands.due(NOW + 2 * MINUTE, 9);
    expect(due.map(({ subject }) => subject).toSorted()).toEqual(["1", "2"]);
  },
);
