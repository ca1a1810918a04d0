import { DomainError } from "../model/domain-error.ts";
import type { EventChange } from "../model/event-change.ts";
import type { Version } from "../model/version.ts";
import { eventsOf, masterOf } from "./calendar-text.ts";
import { findLine, ownLines, type Component } from "./component.ts";
import { eventOf } from "./event-component.ts";
import { withinSize } from "./fault.ts";
import { editLines } from "./line-edits.ts";
import { utcText } from "./moment.ts";
import { fieldEdits, repeatedPart, statusWithSeries } from "./revise-fields.ts";
import { reviseTimes } from "./revise-times.ts";
import { type Parts, putTogether, takeApart } from "./stamp.ts";
import { definedTzid, namedTzids } from "./tzid.ts";

/** Which version a change makes, and when: DTSTAMP, ms since 1970. */
export interface Made {
  readonly revision: number;
  readonly dtstamp: number;
}

/**
 * A person's next version of an event (protocol, section 4, Edit). The master's lines change, else those of every
 * override, and with them what overrides merely repeat; a series is cancelled with its overrides. All other lines stay
 * as they are, byte for byte. Of a series only its end, and the time of day of its start can be changed: what names
 * single happenings moves along. Throws a DomainError `invalid` that names the field
 * and what was expected, also where the change says nothing new.
 */
export function reviseEvent(version: Version, change: EventChange, made: Made): Version {
  const { own, components } = takeApart(version);
  const edited = changedComponents(components, change).map((component, index) =>
    // Of a component that stays as it is, so does the word when it was last modified.
    component === components[index] ? component : withLastModified(component, made.dtstamp),
  );
  return nextVersion(version, { own, components: withNamedZones(edited, components) }, made);
}

/** The same event with a change, in the place of the version that it is made from: nobody's next version. */
export function changedInPlace(version: Version, change: EventChange): Version {
  const { own, components } = takeApart(version);
  const edited = withNamedZones(changedComponents(components, change), components);
  return putTogether({ own, components: edited }, version, {});
}

/** The version that a person makes of these parts; throws where it says the same as the one before. */
export function nextVersion(version: Version, parts: Parts, made: Made): Version {
  const next = withinSize(putTogether(parts, version, { ...made, by: "person", source: null }));
  if (next.digest !== version.digest) return next;
  throw new DomainError("invalid", "This changes nothing: the event says all of it already.");
}

/** The components of an object with a change made in them; those that stay as they are, themselves. */
function changedComponents(before: readonly Component[], change: EventChange): readonly Component[] {
  const components = reviseTimes(before, change);
  const master = masterOf(eventsOf(components));
  return components.map((component) => {
    if (component.name !== "VEVENT") return component;
    const event = eventOf(component);
    const isOverride = master !== null && component !== master;
    const edits = isOverride
      ? new Map([
          ...fieldEdits(event, repeatedPart(change, event, eventOf(master))),
          ...statusWithSeries(event, change.status),
        ])
      : fieldEdits(event, change);
    return editLines(component, edits);
  });
}

/** Of one component: it was last modified now, where it says so at all. */
function withLastModified(event: Component, dtstamp: number): Component {
  if (findLine(ownLines(event), "LAST-MODIFIED") === null) return event;
  return editLines(event, new Map([["LAST-MODIFIED", `LAST-MODIFIED:${utcText(dtstamp)}`]]));
}

/** Without the zones that were named before, and are no more: an object defines only what it names. */
function withNamedZones(
  components: readonly Component[],
  before: readonly Component[],
): readonly Component[] {
  const named = namedTzids(eventsOf(components));
  const dropped = namedTzids(eventsOf(before)).difference(named);
  return components.filter((each) => each.name !== "VTIMEZONE" || !dropped.has(definedTzid(each)));
}
