/** A control character as RFC 5545 (section 3.1) forbids it in a line: all of C0 and DEL, but not the tab. */
// oxlint-disable-next-line no-control-regex -- finding them is what it is for
export const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;

/** A line without its control characters. */
export function withoutControls(line: string): string {
  return line.replaceAll(EVERY_CONTROL, "");
}

const EVERY_CONTROL = new RegExp(CONTROL, "g");
