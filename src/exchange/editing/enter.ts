import { adoptObject } from "../../core/ical/adopt.ts";
import { kindsOf } from "../../core/ical/attributes.ts";
import { composeEvent, type EventDraft } from "../../core/ical/compose.ts";
import { objectAttributes, readObject } from "../../core/ical/object.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import { decideEntry } from "../../core/model/entry.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import { ulid } from "../../core/model/ulid.ts";
import type { OfferResult } from "../../core/model/verdict.ts";
import type { Version } from "../../core/model/version.ts";
import type { Arrival, Commons } from "../../store/commons.ts";
import { randomHex, type Random } from "../random.ts";
import { seal } from "../keys/seal.ts";
import type { Self } from "../self.ts";

/** What an author of this node says of a new event. */
export type NewEvent = Omit<EventDraft, "uid" | "dtstamp" | "reviseUrl">;

export interface Author {
  readonly self: Self;
  readonly commons: Commons;
  readonly clock: () => number;
  readonly random: Random;
  /** Who of this node it is: the name of a token, or the fingerprint of a person's key. */
  readonly by?: string;
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
  const read = readEntry(author, text);
  if ("reason" in read) throw new DomainError("invalid", `The event is not entered: ${read.reason}`);
  return publish(author, read.version);
}

/** As {@link enterCalendar}, with a verdict where that throws; `uid`: of an event that is new, else a fresh one. */
export async function offerCalendar(author: Author, text: string, uid?: string): Promise<OfferResult> {
  const read = readEntry(author, text, uid);
  if ("version" in read) return (await merge(author, read.version)).result;
  return { uid: read.uid ?? "", revision: null, verdict: "rejected", reason: read.reason };
}

/**
 * Merges a version by a person of this node, sealed where its UID names the node's key; gives it as it was merged.
 * `onto`: only where exactly this stands (`standOf`). Throws a DomainError `conflict` where it came too late.
 */
export async function publish(author: Publisher, version: Version, onto?: string): Promise<Version> {
  const { sealed, result } = await merge(author, version, onto);
  if (TAKEN.has(result.verdict)) return sealed;
  throw new DomainError("conflict", `The event is not entered: ${result.reason}.`);
}

/** A rival stands beside the others, and is sent on like them. */
const TAKEN: ReadonlySet<string> = new Set(["accepted", "duplicate", "conflict"]);

type Publisher = Pick<Author, "self" | "commons" | "clock" | "by">;

interface Offered {
  /** The version as it was merged. */
  readonly sealed: Version;
  readonly result: OfferResult;
}

async function merge(author: Publisher, version: Version, onto?: string): Promise<Offered> {
  const { self, commons, clock } = author;
  const sealed = await seal(self, version, clock());
  const [result] = await commons.apply([arrivalBy(author, sealed, onto)], clock());
  if (result === undefined) throw new DomainError("unavailable", "The event was not stored.");
  return { sealed, result };
}

/** A version as a person of this node hands it in, who is remembered beside it. */
export function arrivalBy({ by }: Pick<Author, "by">, version: Version, onto?: string): Arrival {
  return {
    version,
    siteId: null,
    ...(by !== undefined && { enteredBy: by }),
    ...(onto !== undefined && { onto }),
  };
}

function readEntry(
  author: Author,
  text: string,
  uid?: string,
): { readonly version: Version } | Pick<Refusal, "uid" | "reason"> {
  const { reviseUrl, plainHttp } = author.self;
  const attributes = objectAttributes(text, plainHttp);
  const entry = decideEntry(kindsOf(attributes), true);
  switch (entry.action) {
    case "generate":
      return adoptObject(text, { uid: uid ?? freshUid(author), reviseUrl, plainHttp });
    case "take-over":
      return readObject(text, plainHttp);
    case "ignore": {
      const reason = `${entry.reason}. A new one has neither UID nor X-HOP, X-REVISION, X-REVISE-URL; \`discal import\` takes calendars as they are.`;
      return { uid: attributes.uid.value, reason };
    }
  }
}

function freshUid({ random, self, clock }: Author): string {
  if (self.authority === "locked") return lockedUid(self, clock(), random(10));
  return `${randomHex(random, 16)}@${self.host}`;
}

/** A self-certifying UID (protocol, section 4, Authority) of a moment (ms since 1970) and 10 more bytes. */
export function lockedUid(
  { signer, host }: Pick<Self, "signer" | "host">,
  at: number,
  more: Uint8Array,
): string {
  return `${ulid(at, more)}.${signer.fingerprint}@${host}`;
}
