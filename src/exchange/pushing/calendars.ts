import { isUtf8 } from "node:buffer";
import { splitCalendars } from "../../core/ical/object.ts";

/**
 * The calendars of a body, each decoded by itself; null for one whose bytes are no UTF-8: they would have to be mended,
 * and then no longer be what was sent (protocol, section 4, C1). Throws as `splitCalendars`.
 */
export function decodeCalendars(body: Uint8Array, most?: number): readonly (string | null)[] {
  if (isUtf8(body)) return splitCalendars(Buffer.from(body).toString(), most).map(withoutMark);
  // One character for each byte, and back again.
  return splitCalendars(Buffer.from(body).toString("latin1"), most).map((text) =>
    decode(Buffer.from(text, "latin1")),
  );
}

/** As a decoder leaves the byte order mark out. */
function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
