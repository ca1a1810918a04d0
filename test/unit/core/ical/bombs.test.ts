import { expect, it } from "vitest";
import { describe as summaryOf } from "../../../../src/core/ical/event.ts";
import { readObject } from "../../../../src/core/ical/object.ts";
import { expand } from "../../../../src/core/ical/occurrences.ts";
import { BOMBS, bombCalendar } from "../../../support/bombs.ts";
import { DISCAL } from "../../../support/calendar-text.ts";
import { against } from "../../../support/threat.ts";
import { timeOf } from "../../../support/turns.ts";

const NOW = Date.UTC(2026, 2, 16);
const DAY = 86_400_000;
const WINDOW = { from: NOW - 366 * DAY, to: NOW + 732 * DAY, timezone: "Europe/Berlin" };
const LITTLE = { ...WINDOW, maxSteps: 2_000, maxOccurrences: 200 };

it.each(Object.keys(BOMBS))(
  "reads, describes and begins to expand %s in a few milliseconds",
  against(
    "bombs",
    "one object costs all that 64 KiB can",
    "each step is linear, and rules are followed for 2,000 steps",
  ),
  (name) => {
    const uid = `${name}@a.example`;
    const text = bombCalendar(name, uid, DISCAL);
    const read = readObject(text);
    const kept = "version" in read ? read.version.text : text;
    // What is compiled while it runs for the first time, and zones that are read once, are not the bomb's.
    for (const work of [() => readObject(text), () => summaryOf(kept), () => expand(kept, LITTLE)]) {
      work();
      expect(timeOf(work)).toBeLessThan(60);
    }
    expect(timeOf(() => expand(kept, WINDOW))).toBeLessThan(300);
  },
);
