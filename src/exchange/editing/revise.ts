import { replaceEvent } from "../../core/ical/replace.ts";
import { reviseEvent } from "../../core/ical/revise.ts";
import { tombstone } from "../../core/ical/stamp.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { EventChange } from "../../core/model/event-change.ts";
import { uidFingerprint } from "../../core/model/uid.ts";
import type { Version } from "../../core/model/version.ts";
import type { StoredObject } from "../../store/commons.ts";
import { mint, type Reviser } from "./mint.ts";

/**
 * An edit by a person of this node (protocol, section 4): the next revision of what is published. `expected` is the
 * revision that the change was made from. Throws a DomainError as {@link mint} does, `invalid` where the change says
 * nonsense or nothing.
 */
export async function editEvent(
  author: Reviser,
  uid: string,
  change: EventChange,
  expected?: number,
): Promise<Version> {
  return mint(author, uid, expected, (stored, made) => reviseEvent(standing(stored), change, made));
}

/** As {@link editEvent}, with the whole VCALENDAR of the new version; UID and DisCal's properties may be left out. */
export async function replaceCalendar(
  author: Reviser,
  uid: string,
  text: string,
  expected?: number,
): Promise<Version> {
  return mint(author, uid, expected, (stored, made) => replaceEvent(standing(stored), text, made));
}

/** Cancels an event: it is still shown, as cancelled. Throws as {@link editEvent} does. */
export async function cancelEvent(author: Reviser, uid: string, expected?: number): Promise<Version> {
  return mint(author, uid, expected, (stored, made) => {
    const version = standing(stored);
    if (version.cancelled) throw new DomainError("invalid", "This event is cancelled already.");
    return reviseEvent(version, { status: "CANCELLED" }, made);
  });
}

/** Deletes an event: it is no longer shown, here and wherever the deletion arrives. Throws as {@link editEvent} does. */
export async function deleteEvent(author: Reviser, uid: string, expected?: number): Promise<Version> {
  return mint(author, uid, expected, (stored, made) => {
    const version = published(stored);
    if (version.deleted) throw new DomainError("invalid", "This event is deleted already.");
    return tombstone(version, made);
  });
}

/** What is published of an event and not deleted. */
function standing(stored: StoredObject): Version {
  const version = published(stored);
  if (!version.deleted) return version;
  throw new DomainError(
    "invalid",
    `This event is deleted: restore what it said before, or enter a new one, with RELATED-TO:${version.uid} where it is to be known as its successor.`,
  );
}

function published({ uid, winner }: StoredObject): Version {
  if (winner !== null && winner.text !== "") return winner;
  throw new DomainError(
    "forbidden",
    winner === null
      ? `Nothing is published of this event: its UID names the key ${uidFingerprint(uid)}, and no version that it signed is known.`
      : "This node keeps only the marks of this event, as no filter takes it: it cannot be changed here.",
  );
}
