import { html } from "hono/html";
import { dayOf } from "../feeds/window.ts";
import type { Markup } from "./markup.ts";

/** Where a reader of moments stands. */
export interface Clock {
  /** ms since 1970. */
  readonly now: number;
  /** The node's. */
  readonly timezone: string;
}

/** A moment (ms) in the node's zone, for people and for machines: `today, 12:05`, `Mon 16 Mar, 12:05`. */
export function moment(at: number, { now, timezone }: Clock): Markup {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);
  const machine = zoned.toString({ timeZoneName: "never", smallestUnit: "minute" });
  const time = zoned.toPlainTime().toString({ smallestUnit: "minute" });
  return html`<time datetime="${machine}"
    >${dayName(zoned.toPlainDate(), dayOf(now, timezone))}, ${time}</time
  >`;
}

function dayName(day: Temporal.PlainDate, today: Temporal.PlainDate): string {
  const distance = today.until(day).days;
  const near = NEAR[distance + 1];
  if (near !== undefined) return near;
  return DAY.format(day) + (day.year === today.year ? "" : ` ${day.year}`);
}

const NEAR = ["yesterday", "today", "tomorrow"];
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
