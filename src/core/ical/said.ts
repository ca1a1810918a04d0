import type { Occurrence } from "../model/event.ts";
import { isCancelled, type EventComponent } from "./event-component.ts";
import { textOf } from "./event-text.ts";

/** What is said of a happening beside its times: null where it is what the master says. */
export type Said = Pick<Occurrence, "title" | "location" | "cancelled">;

/** What a master says of all its happenings. */
export function saidByMaster(master: EventComponent): Said {
  return { title: null, location: null, cancelled: isCancelled(master) };
}

/** What an override says; where it says nothing, that holds which would without it. */
export function saidBy(event: EventComponent, master: EventComponent, otherwise: Said): Said {
  const own = (name: string, held: string | null): string | null => {
    const text = textOf(event, name);
    if (text === "") return held;
    return text === textOf(master, name) ? null : text;
  };
  return {
    title: own("SUMMARY", otherwise.title),
    location: own("LOCATION", otherwise.location),
    cancelled: event.has("STATUS") ? isCancelled(event) : otherwise.cancelled,
  };
}
