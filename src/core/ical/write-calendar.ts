import { DomainError } from "../model/domain-error.ts";
import { calendarLines } from "./calendar-text.ts";
import { composeEvent, type EventDraft } from "./compose.ts";
import { escapeProse } from "./contentline.ts";
import { isStamp } from "./stamp-lines.ts";
import { foldLine } from "./write.ts";

/** What a source says of an event, each part as in {@link EventDraft}; without a time in `start` it lasts all day. */
export type SourceEvent = Pick<EventDraft, "uid" | "title" | "start"> &
  Partial<Pick<EventDraft, "end" | "zone" | "location" | "description" | "url" | "tags">> & {
    /** `DTSTAMP`: when this was last written, ms since 1970; 0 where it is left out. */
    readonly changedAt?: number;
  };

/**
 * An ordinary calendar of these events as iCalendar text (RFC 5545), as somebody publishes it who knows nothing of
 * DisCal. Throws a DomainError `invalid` that names the event, the field and what was expected.
 */
export function writeCalendar(name: string, events: readonly SourceEvent[]): string {
  const components = events.map((event) => ({ name: "VEVENT", lines: plainLines(event) }));
  const [begin, ...rest] = calendarLines(components);
  return [begin!, `X-WR-CALNAME:${escapeProse(name)}`, ...rest].map(foldLine).join("");
}

/** The event's lines, without those that make it an object of a node. */
function plainLines({ changedAt = 0, ...event }: SourceEvent): readonly string[] {
  const allDay = !event.start.includes("T");
  try {
    const { text } = composeEvent({ ...UNSAID, ...event, allDay, dtstamp: changedAt });
    const lines = text.split("\r\n").filter((line) => !isStamp(line));
    return lines.slice(lines.indexOf("BEGIN:VEVENT"), lines.indexOf("END:VCALENDAR"));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(error.problem, `The event "${event.title}": ${error.message}`, error.details);
  }
}

const UNSAID = {
  end: null,
  zone: null,
  location: null,
  description: null,
  url: null,
  tags: [],
  reviseUrl: "https://source.invalid/",
} as const;
