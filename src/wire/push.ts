import { DomainError } from "../core/model/domain-error.ts";
import { contentDigest, isOneWord, mediaType, pushText, PUSH_WINDOW, type PushEnvelope } from "./envelope.ts";
import { formatSignatureHeader, parseSignatureHeader, type SignatureHeader } from "./signature-header.ts";
import type { Signer } from "./signer.ts";

/** Most bytes of a pushed body (protocol, section 7). */
export const MAX_PUSH_BYTES = 1024 * 1024;

/** A request that is to be signed. */
export interface OutgoingPush {
  readonly signer: Signer;
  /** ms since 1970. */
  readonly now: number;
  /** 16 to 64 characters of `A-Z a-z 0-9 _ -`, never used before by this sender. */
  readonly nonce: string;
  readonly method: string;
  readonly target: string;
  readonly sender: string;
  readonly recipient: string;
  readonly recipientKey: string;
  readonly contentType: string;
  /** Not changed afterwards: its digest is remembered. */
  readonly body: Uint8Array;
}

/** The headers that make a request a signed push: `Content-Type`, `Content-Digest`, `DisCal-Signature`. */
export async function signPush(push: OutgoingPush): Promise<Record<string, string>> {
  const created = Math.floor(push.now / 1000);
  const envelope: PushEnvelope = {
    ...push,
    created,
    expires: created + PUSH_WINDOW,
    contentType: mediaType(push.contentType),
    contentDigest: digestOf(push.body),
  };
  const signature = await push.signer.sign(new TextEncoder().encode(pushText(envelope)), push.now);
  const header = formatSignatureHeader({
    ...envelope,
    site: push.sender,
    fingerprint: push.signer.fingerprint,
    signature,
  });
  const parsed = parseSignatureHeader(header);
  if ("wrong" in parsed) throw new DomainError("invalid", `This push cannot be signed: ${parsed.wrong}.`);
  return {
    "Content-Type": push.contentType,
    "Content-Digest": envelope.contentDigest,
    "DisCal-Signature": header,
  };
}

/** Of bodies that go to many, and so are not changed. */
const digests = new WeakMap<Uint8Array, string>();

function digestOf(body: Uint8Array): string {
  const digest = digests.get(body) ?? contentDigest(body);
  digests.set(body, digest);
  return digest;
}

/** The head of a request as it came, and who the receiver is by its own configuration. */
export interface IncomingPush {
  readonly method: string;
  readonly target: string;
  /** Values of the headers `DisCal-Signature`, `Content-Digest` and `Content-Type`; null where one is missing. */
  readonly signature: string | null;
  readonly contentDigest: string | null;
  readonly contentType: string | null;
  readonly recipient: string;
  readonly recipientKey: string;
  /** The one media type that this endpoint takes. */
  readonly expectedType: string;
  /** ms since 1970. */
  readonly now: number;
}

/** RFC 9530: this one digest, and no other. */
const DIGEST = /^sha-256=:[A-Za-z0-9+/]{43}=:$/;

/** Why a push was refused, but for its signature. */
export type PushFault =
  "unsigned" | "malformed" | "window-too-long" | "past" | "not-yet" | "wrong-type" | "wrong-digest";

export type PushCheck =
  | {
      readonly ok: true;
      readonly envelope: PushEnvelope;
      /** What the signature must cover: rebuilt here, never taken from the sender. */
      readonly text: Uint8Array;
      readonly signature: Uint8Array;
      /** Who the sender says it is: to be looked up in the registry, whose pinned key decides. */
      readonly sender: string;
      readonly fingerprint: string;
      /** Remember it with `store.useNonce` once the signature is verified, until `expires`. */
      readonly nonce: string;
      /** ms since 1970. */
      readonly expires: number;
    }
  | { readonly ok: false; readonly fault: PushFault; readonly reason: string };

/**
 * All checks of a push that need neither a key nor a store nor its body, in the order of protocol, section 6. The
 * signature covers the body's digest: who it is can be told before a byte of the body is read.
 */
export function checkPush(push: IncomingPush): PushCheck {
  if (push.signature === null) return refuse("unsigned", "The header DisCal-Signature is missing.");
  const header = parseSignatureHeader(push.signature);
  if ("wrong" in header) return refuse("malformed", `The header DisCal-Signature is wrong: ${header.wrong}.`);
  if (!isOneWord(push.target))
    return refuse("malformed", "The request's target is not 1 to 2048 printable ASCII characters.");
  const late = checkClock(header, push.now);
  if (late !== null) return late;
  const contentType = mediaType(push.contentType ?? "");
  if (contentType !== push.expectedType) {
    return refuse("wrong-type", `The body must be ${push.expectedType}, its Content-Type says otherwise.`);
  }
  const digest = push.contentDigest;
  if (digest === null || !DIGEST.test(digest)) {
    return refuse(
      "wrong-digest",
      "Content-Digest must be sha-256=:…: with the base64 of the body's SHA-256.",
    );
  }
  const { site: sender, fingerprint, nonce, signature } = header;
  const envelope = { ...push, ...header, sender, contentType, contentDigest: digest };
  const text = new TextEncoder().encode(pushText(envelope));
  return { ok: true, envelope, text, signature, sender, fingerprint, nonce, expires: header.expires * 1000 };
}

/** Is this the body that was signed? Null where it is; to be asked once the signature is verified. */
export function bodyFault(
  { contentDigest: signed }: Pick<PushEnvelope, "contentDigest">,
  body: Uint8Array,
): Extract<PushCheck, { ok: false }> | null {
  const digest = contentDigest(body);
  if (signed === digest) return null;
  return refuse("wrong-digest", `Content-Digest must be ${digest} for the body that arrived.`);
}

/**
 * `expires` ends it and is at most {@link PUSH_WINDOW} after `created`: so no clock may be further behind. In ms, so
 * that a push is never taken for a moment longer than its nonce is remembered.
 */
function checkClock(header: SignatureHeader, now: number): PushCheck | null {
  const [created, expires] = [header.created * 1000, header.expires * 1000];
  const window = PUSH_WINDOW * 1000;
  if (expires <= created || expires - created > window) {
    return refuse("window-too-long", `A push must expire 1 to ${PUSH_WINDOW} s after it was created.`);
  }
  if (now >= expires)
    return refuse("past", `This push expired ${seconds(now - expires)} s ago by the clock here.`);
  if (created > now + window) {
    return refuse(
      "not-yet",
      `This push was created ${seconds(created - now)} s in the future by the clock here.`,
    );
  }
  return null;
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}

function refuse(fault: PushFault, reason: string): Extract<PushCheck, { ok: false }> {
  return { ok: false, fault, reason };
}
