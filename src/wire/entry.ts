import { contentDigest } from "./envelope.ts";

/** How far the moment that a person states may be from the clock of the node, seconds. */
export const ENTRY_WINDOW = 3600;

/** What a person signs to enter one calendar at one node (protocol, section 6). */
export interface EntryEnvelope {
  /** Origin of the node, as it is configured: never from `Host`. */
  readonly recipient: string;
  /** Seconds since 1970, as the person wrote them. */
  readonly created: number;
  /** The calendar as it is sent. */
  readonly ical: Uint8Array;
}

/** The text that a person's signature covers; each line ended by LF. */
export function entryText({ recipient, created, ical }: EntryEnvelope): string {
  return `DisCal-Entry/1\nrecipient: ${recipient}\ncreated: ${created}\ncontent-digest: ${contentDigest(ical)}\n`;
}
