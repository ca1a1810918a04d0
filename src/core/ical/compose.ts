import { DomainError } from "../model/domain-error.ts";
import type { Version } from "../model/version.ts";
import { readReviseUrl, readUid } from "./attributes.ts";
import { calendarLines, versionOf } from "./calendar-text.ts";
import { escapeText } from "./contentline.ts";
import { parseTime } from "./event-time.ts";
import { sizeFault } from "./fault.ts";
import { isKnownZone } from "./zones.ts";
import { CONTROL } from "./controls.ts";
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
    const hint = draft.allDay ? ": of an event of one day it is the day after" : "";
    throw invalid("end", `The end ${draft.end} must be after the start ${draft.start}${hint}.`);
  }
  if (draft.title.trim() === "") throw invalid("title", "The event needs a title.");
  if (readUid(draft.uid).kind !== "valid")
    throw invalid("uid", "The UID is empty, too long or holds controls.");
  if (readReviseUrl(draft.reviseUrl, () => true).kind !== "valid") {
    throw invalid("reviseUrl", "The revise URL is no http or https URL.");
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
  const version = versionOf(calendarLines(components), components, { uid, hop: 0, revision: 0, reviseUrl });
  const fault = sizeFault(version.text);
  if (fault !== null) throw new DomainError("too-large", `The event is too long: ${fault.reason}`);
  return version;
}

/** Parameters and value of DTSTART or DTEND, from its colon or semicolon on. */
function timeOf({ allDay, zone }: EventDraft, field: string, local: string): string {
  const form = allDay ? /^\d{4}-\d\d-\d\d$/ : /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/;
  const value = local.replaceAll(/[-:]/g, "") + (/T\d\d:\d\d$/.test(local) ? "00" : "");
  if (!form.test(local) || parseTime(value) === null) {
    const example = allDay ? "2026-03-16" : "2026-03-16T19:00:00";
    throw invalid(field, `The ${field} "${local.slice(0, 40)}" cannot be read: write it as ${example}.`);
  }
  if (allDay) return `;VALUE=DATE:${value}`;
  if (zone === null) return `:${value}`;
  if (zone === "UTC") return `:${value}Z`;
  if (!isKnownZone(zone))
    throw invalid(
      "zone",
      `The time zone "${zone.slice(0, 40)}" is not known: use a name such as Europe/Vienna.`,
    );
  return `;TZID=${zone}:${value}`;
}

function textLines({ title, location, description, url, tags }: EventDraft): readonly string[] {
  const lines = [text("title", "SUMMARY", title)];
  if (location) lines.push(text("location", "LOCATION", location));
  if (description) lines.push(text("description", "DESCRIPTION", description));
  if (url) lines.push(`URL:${webUrl(url)}`);
  const named = tags.map((tag) => tag.trim()).filter((tag) => tag !== "");
  if (named.length > 0)
    lines.push(`CATEGORIES:${named.map((tag) => checked("tags", escapeText(tag))).join(",")}`);
  return lines;
}

function text(field: string, property: string, value: string): string {
  return `${property}:${checked(field, escapeText(value.trim()))}`;
}

function checked(field: string, value: string): string {
  if (CONTROL.test(value)) throw invalid(field, `The ${field} holds control characters.`);
  return value.toWellFormed();
}

function webUrl(url: string): string {
  const parsed = URL.parse(url.trim());
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw invalid("url", `"${url.slice(0, 80)}" is no web address: it must begin with https:// or http://.`);
  }
  return parsed.href;
}

function invalid(field: string, message: string): DomainError {
  return new DomainError("invalid", message, { field });
}
