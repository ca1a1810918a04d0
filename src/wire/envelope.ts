import { hash } from "node:crypto";
import { DomainError } from "../core/model/domain-error.ts";

/** What a push signature covers (protocol, section 6); times in seconds since 1970. */
export interface PushEnvelope {
  readonly method: string;
  /** Path and query as in the request line: `/discal/enter-event`. */
  readonly target: string;
  /** Origin of the sending node, as in its site document. */
  readonly sender: string;
  /** Origin of the receiving node, as the receiver itself is configured: never from `Host`. */
  readonly recipient: string;
  /** Primary fingerprint of the recipient, 40 hex digits in upper case. */
  readonly recipientKey: string;
  readonly created: number;
  readonly expires: number;
  readonly nonce: string;
  /** Lower case, no parameters. */
  readonly contentType: string;
  /** As in {@link contentDigest}. */
  readonly contentDigest: string;
}

/** The longest that a push signature holds, and how far two clocks may be apart; seconds. */
export const PUSH_WINDOW = 300;

/**
 * The text that a push signature covers: its lines in the order of protocol, section 6, each ended by LF.
 * Throws a DomainError `invalid` where a value could be taken for more than one line.
 */
export function pushText(envelope: PushEnvelope): string {
  const lines: readonly (readonly [string, string])[] = [
    ["method", envelope.method],
    ["target", envelope.target],
    ["sender", envelope.sender],
    ["recipient", envelope.recipient],
    ["recipient-key", envelope.recipientKey],
    ["created", String(envelope.created)],
    ["expires", String(envelope.expires)],
    ["nonce", envelope.nonce],
    ["content-type", envelope.contentType],
    ["content-digest", envelope.contentDigest],
  ];
  return `DisCal-Push/1\n${lines.map(([name, value]) => oneLine(name, value)).join("")}`;
}

/** `sha-256=:base64:` of the body as sent (RFC 9530). */
export function contentDigest(body: Uint8Array): string {
  return `sha-256=:${hash("sha256", body, "base64")}:`;
}

/** `Text/Calendar; charset=utf-8` -> `text/calendar`. */
export function mediaType(contentType: string): string {
  return (contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
}

/** Fit for one line of {@link pushText}: 1 to 2048 printable ASCII characters, no space. */
export function isOneWord(value: string): boolean {
  return /^[\x21-\x7e]{1,2048}$/.test(value);
}

function oneLine(name: string, value: string): string {
  if (isOneWord(value)) return `${name}: ${value}\n`;
  throw new DomainError(
    "invalid",
    `The ${name} of a push must be 1 to 2048 printable ASCII characters without spaces.`,
  );
}
