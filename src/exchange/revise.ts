import { replaceEvent } from "../core/ical/replace.ts";
import { reviseEvent, type Made } from "../core/ical/revise.ts";
import { tombstone } from "../core/ical/stamp.ts";
import { DomainError } from "../core/model/domain-error.ts";
import type { EventChange } from "../core/model/event-change.ts";
import { uidFingerprint } from "../core/model/uid.ts";
import type { Version } from "../core/model/version.ts";
import type { StoredObject } from "../store/commons.ts";
import { publish, type Author } from "./enter.ts";

/** Who revises events of the commons here. */
export type Reviser = Pick<Author, "self" | "commons" | "clock">;

/**
 * An edit by a person of this node (protocol, section 4): the next revision of what is published. `expected` is the
 * revision that the change was made from. Throws a DomainError `not-found`, `conflict` where another revision stands,
 * `forbidden` where the UID names another node's key, `invalid` where the change says nonsense or nothing.
 */
export async function editEvent(
  author: Reviser,
  uid: string,
  change: EventChange,
  expected?: number,
): Promise<Version> {
  return revise(author, uid, expected, (version, made) => reviseEvent(standing(version), change, made));
}

/** As {@link editEvent}, with the whole VCALENDAR of the new version; UID and DisCal's properties may be left out. */
export async function replaceCalendar(
  author: Reviser,
  uid: string,
  text: string,
  expected?: number,
): Promise<Version> {
  return revise(author, uid, expected, (version, made) => replaceEvent(standing(version), text, made));
}

/** Cancels an event: it is still shown, as cancelled. Throws as {@link editEvent} does. */
export async function cancelEvent(author: Reviser, uid: string, expected?: number): Promise<Version> {
  return revise(author, uid, expected, (version, made) => {
    if (standing(version).cancelled) throw new DomainError("invalid", "This event is cancelled already.");
    return reviseEvent(version, { status: "CANCELLED" }, made);
  });
}

/** Deletes an event: it is no longer shown, here and wherever the deletion arrives. Throws as {@link editEvent} does. */
export async function deleteEvent(author: Reviser, uid: string, expected?: number): Promise<Version> {
  return revise(author, uid, expected, (version, made) => {
    if (version.deleted) throw new DomainError("invalid", "This event is deleted already.");
    return tombstone(version, made);
  });
}

async function revise(
  author: Reviser,
  uid: string,
  expected: number | undefined,
  next: (version: Version, made: Made) => Version,
): Promise<Version> {
  const { commons, clock } = author;
  const stored = await commons.get(uid);
  if (stored === null) throw new DomainError("not-found", `There is no event with the UID ${uid}.`);
  const version = revisable(author, stored);
  const { revision } = version;
  if (expected !== undefined && expected !== revision) {
    throw new DomainError(
      "conflict",
      `The change was made from revision ${expected}, but revision ${revision} stands by now: look at it, and make the change anew.`,
      { expected, revision },
    );
  }
  return publish(author, next(version, { revision: revision + 1, dtstamp: clock() }));
}

/** What is published of an event, where people of this node may revise it (protocol, section 4, Authority). */
function revisable({ self }: Reviser, { uid, winner }: StoredObject): Version {
  const key = uidFingerprint(uid);
  if (key === self.signer.fingerprint) {
    throw new DomainError(
      "unsupported",
      "Revising events whose UID names this node's key is not supported yet.",
    );
  }
  if (key !== null || winner === null) {
    throw new DomainError(
      "forbidden",
      "The UID of this event names another node's key: only that node revises it.",
    );
  }
  return winner;
}

function standing(version: Version): Version {
  if (!version.deleted) return version;
  throw new DomainError(
    "invalid",
    `This event is deleted: enter a new one, with RELATED-TO:${version.uid} where it is to be known as its successor.`,
  );
}
