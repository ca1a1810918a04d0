/**
 * Is it a property that says nothing of the event? The digest leaves it out, feeds and revisions write it anew, and
 * relays that know no better drop it (protocol, section 4).
 */
export function isBookkeeping(name: string): boolean {
  return BOOKKEEPING.has(name) || (name.startsWith("X-") && name !== "X-DELETED");
}

const BOOKKEEPING: ReadonlySet<string> = new Set([
  "DTSTAMP",
  "CREATED",
  "LAST-MODIFIED",
  "SEQUENCE",
  "PRODID",
]);
