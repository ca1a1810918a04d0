import * as z from "zod";
import type { EventChange } from "../../core/model/event-change.ts";
import { few, line, text } from "./shapes.ts";

const MOST_TAGS = 50;
const LOCAL = "a date such as 2026-03-16, or a local time such as 2026-03-16T19:00";
const local = (description: string, example: string) =>
  z
    .string({ error: LOCAL })
    .regex(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?$/, { error: LOCAL })
    .meta({ description, examples: [example] });
const localTime = local(
  "Local: `2026-03-16` where it lasts all day, else `2026-03-16T19:00` with or without seconds",
  "2030-05-01T19:30",
);
const localEnd = local(
  "The first moment after it, of a date the day after the last",
  "2030-05-01T21:00",
).nullable();
const zone = line(60, "IANA zone of start and end").meta({ examples: ["Europe/Berlin"] });
const details = {
  location: text(1_000, "Where it is").nullable().optional(),
  description: text(50_000, "More about it").nullable().optional(),
  url: text(2_000, "A page about it").nullable().optional(),
  tags: few(line(100, "A tag"), MOST_TAGS, "Categories").optional(),
};

/** A new event, as a person tells of it. */
export const draftShape = z
  .strictObject({
    title: line(500, "What it is called").meta({ examples: ["Evening of songs"] }),
    start: localTime,
    end: localEnd.optional(),
    zone: zone
      .meta({ description: "IANA zone of start and end; the node's own where it is left out" })
      .optional(),
    ...details,
  })
  .meta({ id: "EventDraft" });

/** What a person changes of an event; a part that is absent stays as it is. */
export const changeShape = z
  .strictObject({
    title: line(500, "What it is called").optional(),
    start: localTime.optional(),
    end: localEnd.optional(),
    zone: zone
      .nullable()
      .meta({ description: "IANA zone of start and end, null where they float; only together with `start`" })
      .optional(),
    ...details,
    status: z
      .enum(["CONFIRMED", "TENTATIVE", "CANCELLED"], { error: "CONFIRMED, TENTATIVE or CANCELLED" })
      .meta({ description: "`CONFIRMED` also takes a cancellation back" })
      .optional(),
  })
  .meta({ id: "EventChange" });

/** Which version is published anew. */
export const restoreShape = z
  .strictObject({
    c1: z
      .string()
      .regex(/^[0-9a-f]{64}$/, { error: "64 hexadecimal digits" })
      .meta({
        description: "`c1` of the version, as its history or the list of conflicts tells",
        examples: ["54de04c9a62ecd1e3bd32f924903a78925810a1ab17ab0ba0364f194ba74a71f"],
      })
      .optional(),
  })
  .meta({ id: "Restore" });

/** Without the parts that are undefined. */
export function changeOf(said: z.infer<typeof changeShape>): EventChange {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}
