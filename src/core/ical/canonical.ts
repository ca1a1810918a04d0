import { hash } from "node:crypto";
import { hasName } from "./contentline.ts";

/**
 * The canonical bytes of an object (protocol, section 4, C1): unfolded lines without `X-HOP` and `X-DISCAL-SIG`,
 * all else byte for byte in its order, each ended by CRLF, not folded.
 */
export function canonicalText(lines: readonly string[]): string {
  let text = "";
  for (const line of lines) if (!isTransport(line)) text += `${line}\r\n`;
  return text;
}

/** Exact digest C1 of a canonical text: SHA-256, 64 hex digits in lower case. */
export function exactDigest(text: string): string {
  return hash("sha256", text);
}

/** Lines that change on the way and are part of no version. */
function isTransport(line: string): boolean {
  return hasName(line, "X-HOP") || hasName(line, "X-DISCAL-SIG");
}
