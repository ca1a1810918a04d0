import { calendars } from "./calendars.ts";
import { calendarLaws } from "./laws.ts";
import { keys } from "./keys.ts";
import { wireInputs, wireLaws } from "./messages.ts";
import { seedCalendars } from "./seeds.ts";
import { program } from "./program.ts";
import { pureTarget, type Target } from "./target.ts";
import { wholeNode } from "./whole-node.ts";

/** All that inputs are thrown at; each by its share. */
export function everyTarget(): readonly Target<never>[] {
  const texts = calendars(seedCalendars());
  return [
    pureTarget({ name: "calendar", share: 12, inputs: texts, hit: calendarLaws }),
    pureTarget({ name: "wire", share: 6, inputs: wireInputs, hit: wireLaws }),
    keys,
    wholeNode(texts),
    program(texts),
  ] as unknown as readonly Target<never>[];
}
