import { hash } from "node:crypto";
import { DomainError } from "../../core/model/domain-error.ts";
import type { OfferResult } from "../../core/model/verdict.ts";
import type { Store } from "../../store/contract.ts";
import type { KeyAuthor } from "../../store/keys.ts";
import { ENTRY_WINDOW, entryText } from "../../wire/entry.ts";
import type { Verification, Verifier } from "../../wire/signer.ts";
import { decodeCalendars } from "../pushing/calendars.ts";
import { type Author, lockedUid, offerCalendar } from "./enter.ts";
import type { Self } from "../self.ts";

/** One calendar as a person sends it, with a detached signature over {@link entryText}. */
export interface SignedEntry {
  readonly ical: Uint8Array;
  readonly signature: Uint8Array;
  /** Seconds since 1970. */
  readonly created: number;
}

interface EntryDesk extends Author {
  readonly store: Pick<Store, "keys">;
  readonly verifier: Verifier;
}

/**
 * Enters what a person has signed with curl and gpg (protocol, section 6). The UID of a new event derives from the text
 * that was signed, so that a repeat is a duplicate. Throws a DomainError `unauthorized` with `details.fault`.
 */
export async function enterSigned(desk: EntryDesk, entry: SignedEntry): Promise<OfferResult> {
  const { self, commons, clock } = desk;
  const now = clock();
  if (Math.abs(now - entry.created * 1000) > ENTRY_WINDOW * 1000) {
    const fault = entry.created * 1000 < now ? "past" : "not-yet";
    throw refusal(
      fault,
      `The entry states the moment ${entry.created}, which is over an hour off by the clock here.`,
    );
  }
  const text = entryText({ ...entry, recipient: self.url });
  const author = await signerOf(desk, new TextEncoder().encode(text), entry.signature, now);
  const uid = entryUid(self, entry.created, text);
  const known = (await commons.get(uid))?.winner;
  if (known !== undefined && known !== null)
    return { uid, revision: known.revision, verdict: "duplicate", reason: "this very entry has come before" };
  const [calendar = null] = decodeCalendars(entry.ical, 1);
  if (calendar === null)
    return { uid: "", revision: null, verdict: "rejected", reason: "Its bytes are no UTF-8." };
  return offerCalendar({ ...desk, by: author.fingerprint }, calendar, uid);
}

/** The person among those who may enter events here whose key made the signature. */
async function signerOf(
  { store, verifier, self }: EntryDesk,
  text: Uint8Array,
  signature: Uint8Array,
  now: number,
): Promise<KeyAuthor> {
  const people = (await store.keys.authors()).filter(({ removedAt }) => removedAt === null);
  for (const person of people) {
    const key = await store.keys.find(person.fingerprint);
    const checked: Verification | null =
      key === null ? null : await verifier.verify(text, signature, key, now, "entry");
    if (checked?.ok === true) return person;
    if (checked !== null && checked.fault === "wrong-signature") throw notSigned(checked.reason, self);
    if (checked !== null && checked.fault !== "unknown-key") throw refusal(checked.fault, checked.reason);
  }
  throw refusal(
    "unknown-author",
    "The signature is by nobody who may enter events here. The operator can add a key: npx discal authors add",
  );
}

function notSigned(reason: string, { url }: Self): DomainError {
  return refusal(
    "wrong-signature",
    `${reason} What is signed must be exactly the four lines of PROTOCOL, section 6, with recipient: ${url} and the digest of the calendar as it is sent.`,
  );
}

/** 128 bits of the text's SHA-256; of a node that locks its events in the form of theirs. */
function entryUid(self: Self, created: number, text: string): string {
  const digest = hash("sha256", text, "buffer");
  if (self.authority === "locked") return lockedUid(self, created * 1000, digest);
  return `${digest.toString("hex").slice(0, 32)}@${self.host}`;
}

function refusal(fault: string, reason: string): DomainError {
  return new DomainError("unauthorized", reason, { fault });
}
