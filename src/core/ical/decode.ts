/**
 * The text of a calendar's bytes. Calendars are UTF-8 (RFC 5545, section 3.1.4), but some are folded in the middle
 * of a character, some say UTF-16 by their first bytes, and old ones are windows-1252. Never fails.
 */
export function decodeCalendar(bytes: Uint8Array): string {
  const marked = [...MARKS].find(([, mark]) => mark.every((byte, at) => bytes[at] === byte));
  if (marked !== undefined) return new TextDecoder(marked[0]).decode(bytes);
  const text = decodeUtf8(bytes);
  if (!text.includes(REPLACEMENT)) return text;
  const mended = decodeUtf8(unfoldCharacters(bytes));
  if (!mended.includes(REPLACEMENT)) return mended;
  // A broken byte or two are no reason to misread all other letters.
  return count(mended, /\ufffd/g) > count(mended, /(?!\ufffd)\P{ASCII}/gu)
    ? new TextDecoder("windows-1252").decode(bytes)
    : mended;
}

/** Takes out the line breaks (and the space after them) that split a character of several bytes. */
function unfoldCharacters(bytes: Uint8Array): Uint8Array {
  const kept = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length;) {
    const fold = at > 0 && bytes[at - 1]! >= 0x80 ? foldLength(bytes, at) : 0;
    if (fold > 0 && isContinuation(bytes[at + fold])) at += fold;
    else kept[length++] = bytes[at++]!;
  }
  return kept.subarray(0, length);
}

/** Bytes of the line break and the space or tab at this place, 0 where there is none. */
function foldLength(bytes: Uint8Array, at: number): number {
  const feed = bytes[at] === 0x0d ? at + 1 : at;
  const isFold = bytes[feed] === 0x0a && (bytes[feed + 1] === 0x20 || bytes[feed + 1] === 0x09);
  return isFold ? feed + 2 - at : 0;
}

/** A byte with which no character begins. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >> 6 === 0b10;
}

function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

const REPLACEMENT = "\ufffd";
const MARKS: ReadonlyMap<string, readonly number[]> = new Map([
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
]);
