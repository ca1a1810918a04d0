/** One content line, taken apart (RFC 5545, section 3.1). */
export interface ContentLine {
  /** Upper-case. */
  readonly name: string;
  /** Names upper-case; values without their quotes, RFC 6868 left as it stands. */
  readonly params: readonly (readonly [name: string, values: readonly string[]])[];
  /** As it stands, not unescaped. */
  readonly value: string;
}

/** Takes a line apart; null where it has no name or no colon. A quote that is never closed counts as a character. */
export function parseContentLine(text: string): ContentLine | null {
  return takeApart(text, true) ?? takeApart(text, false);
}

/** Without heed to quotes where one that is never closed would swallow the colon. */
function takeApart(text: string, quotes: boolean): ContentLine | null {
  const name = nameOf(text);
  if (name === "") return null;
  const params: [string, string[]][] = [];
  let at = name.length;
  while (text[at] === ";") {
    const end = paramEnd(text, at + 1, quotes);
    if (end === -1) return null;
    params.push(parseParam(text.slice(at + 1, end)));
    at = end;
  }
  return text[at] === ":" ? { name, params, value: text.slice(at + 1) } : null;
}

/** Upper-case name of a line, "" where it has none. Cheaper than taking it apart. */
export function nameOf(text: string): string {
  let at = 0;
  while (isNameUnit(text.charCodeAt(at))) at++;
  return isLetter(text.charCodeAt(0)) ? text.slice(0, at).toUpperCase() : "";
}

/** Does a line have that name (upper-case)? Cheaper than {@link nameOf}. */
export function hasName(text: string, name: string): boolean {
  const end = text.charCodeAt(name.length);
  if (end !== COLON && end !== SEMICOLON) return false;
  return text.startsWith(name) || text.slice(0, name.length).toUpperCase() === name;
}

/** Value of a line, as it stands. */
export function valueOf(text: string): string {
  const colon = text.indexOf(":");
  if (colon !== -1 && !text.slice(0, colon).includes(";")) return text.slice(colon + 1);
  return parseContentLine(text)?.value ?? "";
}

/** First value of a parameter without its quotes, null where the line does not have it. */
export function paramOf(text: string, name: string): string | null {
  const param = parseContentLine(text)?.params.find(([each]) => each === name);
  return param?.[1].join(",") ?? null;
}

/** Decodes a value of type TEXT (RFC 5545, section 3.3.11). */
export function unescapeText(value: string): string {
  if (!value.includes("\\")) return value;
  return value.replaceAll(/\\([\\;,nN])/g, (_, char: string) => (char === "n" || char === "N" ? "\n" : char));
}

/** Encodes a value of type TEXT; line breaks of any kind become `\n`. */
export function escapeText(value: string): string {
  return value.replaceAll(/[\\;,]/g, (char) => `\\${char}`).replaceAll(/\r\n|\n|\r/g, "\\n");
}

/**
 * Encodes running text that this node writes itself. What only some programs take for the end of a line (NEL, U+2028,
 * U+2029) is written as a line break, too, so that no reader finds another line in it.
 */
export function escapeProse(text: string): string {
  return escapeText(text.toWellFormed().replaceAll(/\r\n|[\r\u0085\u2028\u2029]/g, "\n"));
}

/** A parameter's value, quoted where it has to be. */
export function quoteParam(value: string): string {
  return /[:;,]/.test(value) ? `"${value}"` : value;
}

/** Where the parameter that starts at `start` ends: its `;` or `:` outside of quotes, -1 where there is none. */
function paramEnd(text: string, start: number, quotes: boolean): number {
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === ":" || char === ";") return at;
    if (quotes && char === '"') at = closingQuote(text, at);
  }
  return -1;
}

function parseParam(text: string): [string, string[]] {
  const equals = text.indexOf("=");
  if (equals === -1) return [text.toUpperCase(), []];
  const values: string[] = [];
  let start = equals + 1;
  for (let at = start; at <= text.length; at++) {
    if (text[at] === '"') at = closingQuote(text, at);
    else if (at === text.length || text[at] === ",") {
      values.push(text.slice(start, at).replaceAll('"', ""));
      start = at + 1;
    }
  }
  return [text.slice(0, equals).toUpperCase(), values];
}

/** Where the quote at `open` is closed: `open` itself where nothing that ends a value follows, as it never was. */
function closingQuote(text: string, open: number): number {
  const close = text.indexOf('"', open + 1);
  return close !== -1 && (close + 1 === text.length || ":;,".includes(text[close + 1] ?? "")) ? close : open;
}

/** Letters, digits, hyphen (RFC 5545, section 3.1), and the underscore that some producers use. */
function isNameUnit(unit: number): boolean {
  return isLetter(unit) || (unit >= 0x30 && unit <= 0x39) || unit === 0x2d || unit === 0x5f;
}

function isLetter(unit: number): boolean {
  const upper = unit & ~0x20;
  return upper >= 0x41 && upper <= 0x5a;
}

const COLON = 0x3a;
const SEMICOLON = 0x3b;
