import { DomainError } from "../model/domain-error.ts";
import { escapeProse } from "./contentline.ts";
import { CONTROL } from "./controls.ts";
import { parseTime } from "./event-time.ts";
import { isKnownZone } from "./zones.ts";

// What a person says of an event, as content lines. Each throws a DomainError `invalid` that names the field.

/** `SUMMARY`, which no event is without. */
export function titleLine(title: string): string {
  if (title.trim() === "") throw invalidField("title", "The event needs a title.");
  return textLine("title", "SUMMARY", title);
}

/** A property of running text. */
export function textLine(field: string, property: string, value: string): string {
  return `${property}:${checked(field, escapeProse(value.trim()))}`;
}

/** `URL`, as the WHATWG URL standard writes it. */
export function urlLine(url: string): string {
  const parsed = URL.parse(url.trim());
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw invalidField(
      "url",
      `"${url.slice(0, 80)}" is no web address: it must begin with https:// or http://.`,
    );
  }
  return `URL:${parsed.href}`;
}

/** `CATEGORIES`; null where no tag says anything. */
export function tagsLine(tags: readonly string[]): string | null {
  const named = tags.map((tag) => tag.trim()).filter((tag) => tag !== "");
  if (named.length === 0) return null;
  return `CATEGORIES:${named.map((tag) => checked("tags", escapeProse(tag))).join(",")}`;
}

/** Parameters and value of DTSTART or DTEND, from its colon or semicolon on. */
export function timeOf(
  { allDay, zone }: { readonly allDay: boolean; readonly zone: string | null },
  field: "start" | "end",
  local: string,
): string {
  const value = timeValue(allDay, field, local);
  if (allDay) return `;VALUE=DATE:${value}`;
  if (zone === null) return `:${value}`;
  if (zone === "UTC") return `:${value}Z`;
  if (!isKnownZone(zone))
    throw invalidField(
      "zone",
      `The time zone "${zone.slice(0, 40)}" is not known: use a name such as Europe/Vienna.`,
    );
  return `;TZID=${zone}:${value}`;
}

/** A local date or time as iCalendar writes it: `20260316` or `20260316T190000`. */
export function timeValue(allDay: boolean, field: "start" | "end", local: string): string {
  const form = allDay ? /^\d{4}-\d\d-\d\d$/ : /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/;
  const value = local.replaceAll(/[-:]/g, "") + (/T\d\d:\d\d$/.test(local) ? "00" : "");
  if (form.test(local) && parseTime(value) !== null) return value;
  const example = allDay ? "2026-03-16" : "2026-03-16T19:00:00";
  throw invalidField(field, `The ${field} "${local.slice(0, 40)}" cannot be read: write it as ${example}.`);
}

/** Says that an end comes too early. */
export function endFault(start: string, end: string, allDay: boolean): DomainError {
  const hint = allDay ? ": of an event of one day it is the day after" : "";
  return invalidField("end", `The end ${end} must be after the start ${start}${hint}.`);
}

/** An error that says which field is wrong. */
export function invalidField(field: string, message: string): DomainError {
  return new DomainError("invalid", message, { field });
}

function checked(field: string, value: string): string {
  if (CONTROL.test(value)) throw invalidField(field, `The ${field} holds control characters.`);
  return value;
}
