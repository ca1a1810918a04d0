import type { Version } from "../model/version.ts";
import { readReviseUrl, readUid } from "./attributes.ts";
import { calendarLines, versionOf } from "./calendar-text.ts";
import { escapeText } from "./contentline.ts";
import { endFault, invalidField, tagsLine, textLine, timeOf, titleLine, urlLine } from "./draft-lines.ts";
import { withinSize } from "./fault.ts";
import { utcText } from "./moment.ts";
import { stampLines } from "./stamp-lines.ts";

/** What a person says of an event. */
export interface EventDraft {
  readonly uid: string;
  readonly title: string;
  /** Local, as in EventTime: `2026-03-16` where it lasts all day, else `2026-03-16T19:00` with or without seconds. */
  readonly start: string;
  /** The first moment after the event, of a date the day after the last; null where it is not known. */
  readonly end: string | null;
  /** IANA zone of start and end; null where they float, or are dates. */
  readonly zone: string | null;
  readonly allDay: boolean;
  readonly location: string | null;
  readonly description: string | null;
  readonly url: string | null;
  readonly tags: readonly string[];
  /** ms since 1970. */
  readonly dtstamp: number;
  readonly reviseUrl: string;
}

/**
 * A person's new event: hop 0, revision 0 (protocol, section 2). Throws a DomainError `invalid` that says which field
 * is wrong and what was expected.
 */
export function composeEvent(draft: EventDraft): Version {
  const start = timeOf(draft, "start", draft.start);
  const end = draft.end === null ? null : timeOf(draft, "end", draft.end);
  if (end !== null && (draft.allDay ? end <= start : end < start)) {
    throw endFault(draft.start, draft.end!, draft.allDay);
  }
  if (readUid(draft.uid).kind !== "valid")
    throw invalidField("uid", "The UID is empty, too long or holds controls.");
  if (readReviseUrl(draft.reviseUrl, () => true).kind !== "valid") {
    throw invalidField("reviseUrl", "The revise URL is no http or https URL.");
  }
  const lines = [
    "BEGIN:VEVENT",
    `UID:${escapeText(draft.uid)}`,
    `DTSTAMP:${utcText(draft.dtstamp)}`,
    `DTSTART${start}`,
    // Of a moment the end would be the start, which RFC 5545 (section 3.8.2.2) does not allow.
    ...(end === null || end === start ? [] : [`DTEND${end}`]),
    ...textLines(draft),
    ...stampLines({ revision: 0, reviseUrl: draft.reviseUrl, by: "person", source: null }),
    "END:VEVENT",
  ];
  const components = [{ name: "VEVENT", lines }];
  const { uid, reviseUrl } = draft;
  return withinSize(
    versionOf(calendarLines(components), components, { uid, hop: 0, revision: 0, reviseUrl }),
  );
}

function textLines({ title, location, description, url, tags }: EventDraft): readonly string[] {
  const categories = tagsLine(tags);
  return [
    titleLine(title),
    ...(location ? [textLine("location", "LOCATION", location)] : []),
    ...(description ? [textLine("description", "DESCRIPTION", description)] : []),
    ...(url ? [urlLine(url)] : []),
    ...(categories === null ? [] : [categories]),
  ];
}
