/**
 * A UID as one path segment, and back. Percent-encoding does not survive the way: proxies decode `%2F`, browsers
 * resolve `%2e%2e`. So every byte of its UTF-8 beside letters, digits and `@ . _ -` is written `~XX`, and so
 * is a dot at the beginning, or one that would look like the file ending `.ics`.
 */
export function uidToSegment(uid: string): string {
  return uid.replace(/[^A-Za-z0-9@._-]|^\.|\.(?=ics$)/gu, (character) =>
    [...Buffer.from(character)]
      .map((byte) => `~${byte.toString(16).toUpperCase().padStart(2, "0")}`)
      .join(""),
  );
}

/** The UID that a segment stands for, null where {@link uidToSegment} would never write it. */
export function segmentToUid(segment: string): string | null {
  if (!/^(?:[A-Za-z0-9@._-]|~[0-9A-F]{2})+$/.test(segment)) return null;
  const bytes = segment.replaceAll(/[^~]|~(..)/g, (character, hex?: string) =>
    String.fromCharCode(hex === undefined ? character.charCodeAt(0) : Number.parseInt(hex, 16)),
  );
  const uid = Buffer.from(bytes, "latin1").toString("utf8");
  return uidToSegment(uid) === segment ? uid : null;
}

/** Where the page of an event stands, from the root; its calendar is there with `.ics`. */
export function eventPath(uid: string): string {
  return `/events/${uidToSegment(uid)}`;
}
