import { firstOf, paramValue, type EventComponent, type EventObject } from "./event-component.ts";
import type { Moment } from "./event-moment.ts";
import { momentOf } from "./event-span.ts";
import { instanceLocal, type Clock } from "./occurrence-dates.ts";

/** A component that stands for one instance of the master, or for it and all later ones (RFC 5545, section 3.8.4.4). */
export interface Override {
  readonly event: EventComponent;
  readonly instance: Moment;
  /** Where that instance starts, on the wall clock of the master. */
  readonly local: number;
  /** `RANGE=THISANDFUTURE` (RFC 5545, section 3.2.13). */
  readonly future: boolean;
}

/** The overrides of an object; of several for one instance the last counts. `start` is that of the master. */
export function overridesOf(object: EventObject, clock: Clock, start: number): readonly Override[] {
  const overrides = new Map<number, Override>();
  for (const event of object.events) {
    if (!event.has("RECURRENCE-ID")) continue;
    const named = momentOf(event, "RECURRENCE-ID", object);
    const instance = named ?? momentOf(event, "DTSTART", object);
    if (instance === null) continue;
    const local = instanceLocal(instance, clock, start);
    const future = named !== null && rangeOf(event) === "THISANDFUTURE";
    overrides.set(local, { event, instance, local, future });
  }
  return [...overrides.values()];
}

/** THISANDPRIOR, which RFC 5545 has dropped, and whatever else is no range that can be followed. */
export function hasUnknownRange({ event }: Override): boolean {
  const range = rangeOf(event);
  return range !== null && range !== "THISANDFUTURE";
}

function rangeOf(event: EventComponent): string | null {
  const line = firstOf(event, "RECURRENCE-ID");
  return line === null ? null : (paramValue(line, "RANGE")?.trim().toUpperCase() ?? null);
}
