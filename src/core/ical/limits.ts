/** Caps on what foreign calendars may hold (protocol, section 10). */

/** Most octets of one calendar object (protocol, section 7). */
export const MAX_OBJECT_OCTETS = 65_536;
/** Most characters of one unfolded line: an object that held a longer one would be too large itself. */
export const MAX_LINE = MAX_OBJECT_OCTETS;
/** Most characters of one object as it came, with attendees and blank lines that are not taken. */
export const MAX_RAW = 4 * MAX_OBJECT_OCTETS;
/** Most logical lines of one body: a feed of some 40,000 events. */
export const MAX_BODY_LINES = 1_000_000;
/** Most objects of one feed, however short they are: each costs a row or more, and a moment's work. */
export const MAX_FEED_OBJECTS = 100_000;
/** Most refusals that are told of one feed. */
export const MAX_REFUSALS = 1_000;
/** Most lines of one object, those of its nested components included. */
export const MAX_OBJECT_LINES = 4_096;
/** Most components of one object, nested ones included. */
export const MAX_COMPONENTS = 512;
/** How deep components nest, VCALENDAR not counted. */
export const MAX_DEPTH = 8;
/** Most octets of a UID (protocol, section 3). */
export const MAX_UID_OCTETS = 255;
/** Most characters of a revise URL. */
export const MAX_URL_LENGTH = 2_048;
/** Most calendars in one body of enter-event (protocol, section 7). */
export const MAX_CALENDARS = 50;

/** UTF-8 octets of a text. */
export function octets(text: string): number {
  return /^\p{ASCII}*$/u.test(text) ? text.length : new TextEncoder().encode(text).length;
}
