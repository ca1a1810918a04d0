import { hash } from "node:crypto";

/** What a push signature covers (PROTOCOL.md, section 6). */
export interface Envelope {
  readonly method: string;
  readonly target: string;
  readonly sender: string;
  readonly recipient: string;
  readonly recipientKey: string;
  readonly created: number;
  readonly expires: number;
  readonly nonce: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export function contentDigest(body: Uint8Array): string {
  return `sha-256=:${hash("sha256", body, "base64")}:`;
}

export function pushText(push: Envelope): string {
  return signedText("DisCal-Push/1", {
    method: push.method,
    target: push.target,
    sender: push.sender,
    recipient: push.recipient,
    "recipient-key": push.recipientKey,
    created: push.created,
    expires: push.expires,
    nonce: push.nonce,
    "content-type": push.contentType.split(";")[0]?.trim().toLowerCase() ?? "",
    "content-digest": contentDigest(push.body),
  });
}

export function moveText(move: { from: string; to: string; fingerprint: string; created: number }): string {
  const { from, to, fingerprint, created } = move;
  return signedText("DisCal-Move/1", { from, to, fingerprint, created });
}

export function entryText(entry: { recipient: string; created: number; ical: Uint8Array }): string {
  const { recipient, created, ical } = entry;
  return signedText("DisCal-Entry/1", { recipient, created, "content-digest": contentDigest(ical) });
}

function signedText(title: string, values: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(values).map(([name, value]) => `${name}: ${value}`);
  return [title, ...lines].map((line) => `${line}\n`).join("");
}

/** The fields of `DisCal-Signature`. */
export interface SignatureFields {
  readonly v: string;
  readonly site: string;
  readonly fpr: string;
  readonly created: string;
  readonly expires: string;
  readonly nonce: string;
  readonly sig: string;
}

export function readSignatureHeader(value: string): SignatureFields {
  const parts = value.split("; ").map((part) => /^([a-z]+)=(.*)$/.exec(part) ?? []);
  const fields = Object.fromEntries(parts.map(([, name = "", text = ""]) => [name, text]));
  const unquoted = (text = "", quote: RegExp) => text.replaceAll(quote, "");
  return {
    ...fields,
    site: unquoted(fields["site"], /"/g),
    sig: unquoted(fields["sig"], /:/g),
  } as SignatureFields;
}
