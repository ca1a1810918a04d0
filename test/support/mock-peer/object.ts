import { type Component, componentOf, decoded, unfold, valueOf, valuesOf } from "./content-lines.ts";
import { canonicalOf, exactDigest, semanticDigest } from "./digests.ts";
import { keyInUid, readNumber, readReviseUrl, readUid } from "./grammar.ts";
import { isSignedBy } from "./keys.ts";
import type { Version } from "./merge.ts";

/** One version of an object with its bytes. */
export interface Held {
  readonly version: Version;
  readonly canonical: string;
  readonly signature: string | null;
}

/** The certificate of a primary, null where it is not known. */
export type CertificateOf = (fingerprint: string) => string | null;

/** A pushed VCALENDAR as it is taken, or why it is not. */
export async function readObject(
  text: string,
  certificateOf: CertificateOf,
): Promise<
  Held | { readonly uid: string; readonly refused: "rejected" | "deferred"; readonly reason: string }
> {
  const calendar = componentOf(unfold(text));
  const events = calendar.within.filter(({ name }) => name === "VEVENT");
  const [uid, hop, revision, reviseUrl] = ["UID", "X-HOP", "X-REVISION", "X-REVISE-URL"].map((name) =>
    same(events, name),
  ) as [string, string, string, string];
  const readings = [readUid(decoded(uid)), readNumber(hop), readNumber(revision), reading(reviseUrl)];
  const refuse = (refused: "rejected" | "deferred", reason: string) => ({
    uid: decoded(uid),
    refused,
    reason,
  });
  if (readings.some((each) => each !== "valid"))
    return refuse("rejected", `four attributes: ${readings.join(", ")}`);
  const canonical = canonicalOf(text);
  const signature = valueOf(calendar, "X-DISCAL-SIG") || null;
  const key = keyInUid(decoded(uid));
  const certificate = key === null ? null : certificateOf(key);
  if (key !== null && signature !== null) {
    if (certificate === null) return refuse("deferred", "the key is not known");
    const bytes = Buffer.from(canonical);
    if (!(await isSignedBy(certificate, bytes, Buffer.from(signature, "base64"))))
      return refuse("rejected", "the object signature is wrong");
  }
  const says = speaking(events);
  const version: Version = {
    uid: decoded(uid),
    class: key !== null && signature !== null ? "signed" : "open",
    revision: Number(revision),
    hop: Number(hop),
    digest: semanticDigest(text),
    c1: exactDigest(text),
    reviseUrl,
    by: events.some((event) => valueOf(event, "X-DISCAL-BY") === "feed") ? "feed" : "person",
    cancelled: says.every((event) => /^cancelled$/i.test(valueOf(event, "STATUS"))),
    deleted: says.every((event) => /^true$/i.test(valueOf(event, "X-DELETED"))),
    body: true,
  };
  return { version, canonical, signature };
}

/** This mock lives on loopback: there `http:` is allowed. */
function reading(reviseUrl: string) {
  return readReviseUrl(reviseUrl.replace(/^http:\/\/127\.0\.0\.1/, "https://127.0.0.1"));
}

/** The value that all events give once each; invalid ("\u0000") where they do not. */
function same(events: readonly Component[], name: string): string {
  const values = new Set(
    events.map((event) => (valuesOf(event, name).length > 1 ? "\u0000" : valueOf(event, name))),
  );
  return values.size === 1 ? ([...values][0] ?? "") : "\u0000";
}

/** The master, or all overrides where there is none. */
function speaking(events: readonly Component[]): readonly Component[] {
  const master = events.find((event) => valuesOf(event, "RECURRENCE-ID").length === 0);
  return master === undefined ? events : [master];
}

/** An object as it is sent: with the hop, and its signature if it has one. */
export function sentObject({ canonical, signature }: Held, hop: number): string {
  const withHop = canonical.replaceAll("END:VEVENT\r\n", `X-HOP:${hop}\r\nEND:VEVENT\r\n`);
  if (signature === null) return withHop;
  return withHop.replace("END:VCALENDAR\r\n", `X-DISCAL-SIG:${signature}\r\nEND:VCALENDAR\r\n`);
}
