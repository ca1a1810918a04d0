import type { Occurrence } from "../model/event.ts";
import { isCancelled, type EventComponent } from "./event-component.ts";
import { textOf } from "./event-text.ts";

/** What is said of a happening beside its times: null where it is what the master says. */
export type Said = Pick<Occurrence, "title" | "location" | "cancelled">;

/** What a master says of all its happenings. */
export function saidByMaster(master: EventComponent): Said {
  return { title: null, location: null, cancelled: isCancelled(master) };
}

/** What a master says in words: decoded once, as an object has hundreds of overrides. */
export interface MasterWords {
  readonly title: string;
  readonly location: string;
}

export function wordsOf(master: EventComponent): MasterWords {
  return { title: textOf(master, "SUMMARY"), location: textOf(master, "LOCATION") };
}

/** What an override says; where it says nothing, that holds which would without it. */
export function saidBy(event: EventComponent, master: MasterWords, otherwise: Said): Said {
  const own = (text: string, word: keyof MasterWords): string | null => {
    if (text === "") return otherwise[word];
    return text === master[word] ? null : text;
  };
  return {
    title: own(textOf(event, "SUMMARY"), "title"),
    location: own(textOf(event, "LOCATION"), "location"),
    cancelled: event.has("STATUS") ? isCancelled(event) : otherwise.cancelled,
  };
}
