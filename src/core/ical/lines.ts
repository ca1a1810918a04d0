import { DomainError } from "../model/domain-error.ts";
import { nameOf } from "./contentline.ts";
import { CONTROL, withoutControls } from "./controls.ts";
import { MAX_BODY_LINES, MAX_LINE } from "./limits.ts";
import { hasFixedForm, isRunningText, REGISTERED_PROPERTIES } from "./property-names.ts";

/** One unfolded line of iCalendar (RFC 5545, section 3.1). */
export interface Line {
  readonly text: string;
  /** Of its first physical line in what arrived, from 1. */
  readonly number: number;
  /** Where it stands in what arrived: [start, end), its line break left out. */
  readonly start: number;
  readonly end: number;
  /** True where it was not only unfolded: controls were taken out, or a line that was never folded was joined. */
  readonly repaired: boolean;
  /** It went on beyond MAX_LINE: what holds it cannot be taken. */
  readonly tooLong: boolean;
}

type Draft = { -readonly [Key in keyof Line]: Line[Key] };

/**
 * Content lines of a body: unfolded, then repaired. A line that can be no content line belongs to the value
 * before it; controls are dropped; what stands before the first content line is dropped. Reading what was
 * written from its result gives the same lines. Throws a DomainError `too-large` on too many lines.
 */
export function readLines(text: string): readonly Line[] {
  return repair(unfold(text.isWellFormed() ? text : text.toWellFormed()));
}

function unfold(text: string): Draft[] {
  // A lone CR ends a line as it did on old systems; replaced one to one, so that offsets hold.
  const body = LONE_CR.test(text) ? text.replace(/\r(?!\n)/g, "\n") : text;
  const lines: Draft[] = [];
  let current: Draft | undefined;
  let start = body.charCodeAt(0) === BOM ? 1 : 0;
  for (let number = 1; start < body.length; number++) {
    const feed = body.indexOf("\n", start);
    const next = feed === -1 ? body.length : feed;
    const end = next > start && body.charCodeAt(next - 1) === CR ? next - 1 : next;
    if (end > start) {
      const first = body.charCodeAt(start);
      if (current !== undefined && (first === SPACE || first === TAB)) {
        append(current, body.slice(start + 1, end));
        current.end = end;
      } else {
        current = { text: "", number, start, end, repaired: false, tooLong: false };
        append(current, body.slice(start, end));
        if (lines.push(current) > MAX_BODY_LINES) {
          throw new DomainError("too-large", `The calendar has more than ${MAX_BODY_LINES} lines.`);
        }
      }
    }
    start = next + 1;
  }
  return lines;
}

/** What is beyond the longest line that there may be is left out: nobody looks at it. */
function append(line: Draft, more: string): void {
  const room = MAX_LINE - line.text.length;
  line.tooLong ||= more.length > room;
  line.repaired ||= line.tooLong;
  line.text += line.tooLong ? more.slice(0, room) : more;
}

function repair(lines: Draft[]): readonly Line[] {
  const repaired: Draft[] = [];
  let dropped = false;
  for (const line of lines) {
    if (CONTROL.test(line.text)) dropControls(line);
    const last = repaired.at(-1);
    if (isContentLine(line.text)) {
      line.repaired ||= dropped;
      repaired.push(line);
    } else if (last !== undefined) join(last, line);
    dropped = repaired.length === 0;
  }
  return repaired;
}

function dropControls(line: Draft): void {
  // A UID with controls is malformed (protocol, section 3): without any, one is generated.
  line.text = /^UID[:;]/i.test(line.text) ? "UID:" : withoutControls(line.text);
  line.repaired = true;
}

/** A name, then `:`, or parameters and `:`; but not prose such as `Note: …` or `https://…`. */
function isContentLine(text: string): boolean {
  if (!CONTENT_LINE.test(text)) return false;
  const colon = text.indexOf(":");
  const next = text.charCodeAt(colon + 1);
  if (next !== SPACE && !(next === SLASH && text.charCodeAt(colon + 2) === SLASH)) return true;
  const name = text.slice(0, nameOf(text).length);
  return REGISTERED_PROPERTIES.has(name) || /^X-/i.test(name) || name.length < colon;
}

/**
 * Appends what somebody forgot to fold, or a line break in running text that was never escaped. After a BEGIN or END,
 * or after a value of fixed form such as a time, it is an error message or the like, and is dropped.
 */
function join(line: Draft, continuation: Line): void {
  line.repaired = true;
  const name = nameOf(line.text);
  // Of nothing but controls nothing is left.
  if (continuation.text === "" || hasFixedForm(name)) return;
  append(line, (isRunningText(name) ? "\\n" : "") + continuation.text);
  line.end = continuation.end;
}

const BOM = 0xfeff;
const CR = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
const SLASH = 0x2f;
const LONE_CR = /\r(?!\n)/;
const CONTENT_LINE = /^[A-Za-z][\w-]*(?::|;[^:]*:)/;
