import { hash } from "node:crypto";

/** A VEVENT as it stands in the bytes of a feed. */
export interface ScannedEvent {
  /** Offsets [start, end): from its BEGIN to the line after its END. */
  readonly start: number;
  readonly end: number;
  /** Of its bytes without what DTSTAMP says, which is new at each download of many a feed. */
  readonly hash: string;
}

/**
 * Finds the VEVENTs of a feed by their bytes alone, in its order, and without looking into them: equal ones are cut
 * equally. What is written in an unusual way is not found, and left to whoever reads the feed.
 */
export function* scanEvents(body: Uint8Array): Generator<ScannedEvent> {
  const text = latin1(body);
  const unstamped = Buffer.from(body);
  let stamp = 0;
  for (let at = text.indexOf(BEGIN); at !== -1;) {
    const start = at + 1;
    const last = text.indexOf(END, start);
    if (last === -1) return;
    const end = afterLine(text, last + END.length);
    // Looked for from where it was found last: where none follows, each event would look through all that comes after it.
    if (stamp !== -1 && stamp < start) stamp = text.indexOf(STAMP, start);
    if (stamp !== -1 && stamp < last)
      unstamped.fill(SPACE, stamp + STAMP.length, text.indexOf("\n", stamp + 1));
    if (end !== -1) yield { start, end, hash: hash("sha256", unstamped.subarray(start, end), "base64") };
    at = text.indexOf(BEGIN, last);
  }
}

/**
 * The UID of a VEVENT that was found, where it says it in the usual way; null where somebody has to read it who knows
 * more. It may be wrong, where a component within it comes first.
 */
export function plainUid(body: Uint8Array, { start, end }: ScannedEvent): string | null {
  const text = latin1(body.subarray(start, end));
  const at = text.indexOf("\nUID:");
  const nested = text.indexOf("\nBEGIN:");
  if (at === -1 || (nested !== -1 && nested < at)) return null;
  const [, value = ""] = FOLDED.exec(text.slice(at + 5)) ?? [];
  const uid = value.replaceAll(/\r?\n[ \t]/g, "");
  return PLAIN.test(uid) ? uid : null;
}

/** The offset after the line that ends here; -1 where it goes on. */
function afterLine(text: string, end: number): number {
  const next = text.charCodeAt(end) === CR ? end + 1 : end;
  if (text.charCodeAt(next) !== LF) return -1;
  const first = text.charCodeAt(next + 1);
  return first === SPACE || first === TAB ? -1 : next + 1;
}

/** One character for each octet, so that offsets are those of the bytes. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

const BEGIN = "\nBEGIN:VEVENT";
const END = "\nEND:VEVENT";
const STAMP = "\nDTSTAMP:";
const FOLDED = /^(.*?)\r?\n(?![ \t])/s;
const PLAIN = /^[\x21-\x5b\x5d-\x7e]{1,255}$/;
const [TAB, LF, CR, SPACE] = [0x09, 0x0a, 0x0d, 0x20];
