import { composeEvent, type EventDraft } from "../core/ical/compose.ts";
import { DomainError } from "../core/model/domain-error.ts";
import type { Version } from "../core/model/version.ts";
import type { Commons } from "../store/contract.ts";
import { randomHex, type Random } from "./random.ts";
import type { Self } from "./self.ts";

/** What an author of this node says of a new event. */
export type NewEvent = Omit<EventDraft, "uid" | "dtstamp" | "reviseUrl">;

/**
 * Enters an event by an author of this node: fresh UID, hop 0, revision 0, own revise URL (protocol, section 2).
 * Throws a DomainError `invalid` where the event says nonsense.
 */
export async function enterEvent(
  { self, commons, clock, random }: Author,
  event: NewEvent,
): Promise<Version> {
  const uid = `${randomHex(random, 16)}@${self.host}`;
  const now = clock();
  const version = composeEvent({ ...event, uid, dtstamp: now, reviseUrl: self.reviseUrl });
  const [result] = await commons.apply([{ version, siteId: null }], now);
  if (result?.verdict !== "accepted") throw new DomainError("conflict", result?.reason ?? "not stored");
  return version;
}

export interface Author {
  readonly self: Self;
  readonly commons: Commons;
  readonly clock: () => number;
  readonly random: Random;
}
