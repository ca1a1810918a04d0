import { adoptObject } from "../core/ical/adopt.ts";
import { kindsOf } from "../core/ical/attributes.ts";
import { composeEvent, type EventDraft } from "../core/ical/compose.ts";
import { objectAttributes, readObject } from "../core/ical/object.ts";
import { DomainError } from "../core/model/domain-error.ts";
import { decideEntry } from "../core/model/entry.ts";
import type { Refusal } from "../core/model/refusal.ts";
import type { Version } from "../core/model/version.ts";
import type { Commons } from "../store/commons.ts";
import { randomHex, type Random } from "./random.ts";
import type { Self } from "./self.ts";

/** What an author of this node says of a new event. */
export type NewEvent = Omit<EventDraft, "uid" | "dtstamp" | "reviseUrl">;

export interface Author {
  readonly self: Self;
  readonly commons: Commons;
  readonly clock: () => number;
  readonly random: Random;
}

/**
 * Enters an event by an author of this node: fresh UID, hop 0, revision 0, own revise URL (protocol, section 2).
 * Throws a DomainError `invalid` where the event says nonsense.
 */
export async function enterEvent(author: Author, event: NewEvent): Promise<Version> {
  const { self, clock } = author;
  return publish(
    author,
    composeEvent({ ...event, uid: freshUid(author), dtstamp: clock(), reviseUrl: self.reviseUrl }),
  );
}

/**
 * Enters the VCALENDAR of one event by an author of this node, by the four-attribute rule (protocol, section 2):
 * without UID and DisCal's attributes it becomes a new event, with all of them it is taken over. Throws a DomainError
 * `invalid` that names what is missing or wrong.
 */
export async function enterCalendar(author: Author, text: string): Promise<Version> {
  const { reviseUrl, plainHttp } = author.self;
  const entry = decideEntry(kindsOf(objectAttributes(text, plainHttp)), true);
  switch (entry.action) {
    case "generate":
      return publish(author, accepted(adoptObject(text, { uid: freshUid(author), reviseUrl, plainHttp })));
    case "take-over":
      return publish(author, accepted(readObject(text, plainHttp)));
    case "ignore":
      throw new DomainError(
        "invalid",
        `The event is not entered: ${entry.reason}. A new one has neither UID nor X-HOP, X-REVISION, X-REVISE-URL; \`discal import\` takes calendars as they are.`,
      );
  }
}

/**
 * Merges a version by a person of this node. `onto`: only where exactly this stands (`standOf`). Throws a DomainError
 * `conflict` where it came too late.
 */
export async function publish(
  { commons, clock }: Pick<Author, "commons" | "clock">,
  version: Version,
  onto?: string,
): Promise<Version> {
  const [result] = await commons.apply(
    [{ version, siteId: null, ...(onto !== undefined && { onto }) }],
    clock(),
  );
  if (result !== undefined && TAKEN.has(result.verdict)) return version;
  throw new DomainError("conflict", `The event is not entered: ${result?.reason ?? "it was not stored"}.`);
}

/** A rival stands beside the others, and is sent on like them. */
const TAKEN: ReadonlySet<string> = new Set(["accepted", "duplicate", "conflict"]);

function accepted(read: { readonly version: Version } | Refusal): Version {
  if ("version" in read) return read.version;
  throw new DomainError("invalid", `The event is not entered: ${read.reason}`);
}

function freshUid({ random, self }: Author): string {
  return `${randomHex(random, 16)}@${self.host}`;
}
