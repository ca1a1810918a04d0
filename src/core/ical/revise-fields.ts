import type { EventChange } from "../model/event-change.ts";
import { tagsLine, textLine, titleLine, urlLine } from "./draft-lines.ts";
import { allOf, firstOf, statusOf, type EventComponent } from "./event-component.ts";
import { textOf, textsOf } from "./event-text.ts";
import { withText, type LineEdits } from "./line-edits.ts";

/** What a change makes of the lines of one event, save its times. What it says already stays as it is written. */
export function fieldEdits(event: EventComponent, change: EventChange): LineEdits {
  const { title, location, description, url, tags, status } = change;
  const edits = new Map<string, string | null>();
  const edit = (name: string, line: string | null): void => {
    const before = event.get(name)?.[0];
    const keeps = line !== null && before !== undefined;
    edits.set(name, keeps ? withText(before, line.slice(name.length + 1)) : line);
    for (const companion of COMPANIONS[name] ?? []) edits.set(companion, null);
  };
  const editText = (field: string, name: string, text: string | null | undefined): void => {
    const wanted = text?.trim() ?? "";
    if (text === undefined || wanted === textOf(event, name)) return;
    edit(name, wanted === "" ? null : textLine(field, name, wanted));
  };
  if (title !== undefined && (title.trim() === "" || title.trim() !== textOf(event, "SUMMARY")))
    edit("SUMMARY", titleLine(title));
  editText("location", "LOCATION", location);
  editText("description", "DESCRIPTION", description);
  if (url !== undefined && (url?.trim() ?? "") !== (firstOf(event, "URL")?.value.trim() ?? ""))
    edit("URL", url?.trim() ? urlLine(url) : null);
  if (tags !== undefined && !isSame(tags, textsOf(event, "CATEGORIES"))) edit("CATEGORIES", tagsLine(tags));
  if (status !== undefined && status !== plainStatus(event)) edit("STATUS", `STATUS:${status}`);
  return edits;
}

/**
 * The part of a change of the master that an override takes part in: texts that it merely repeats, as programs write
 * them that know no other way to move a single happening.
 */
export function repeatedPart(
  change: EventChange,
  override: EventComponent,
  master: EventComponent,
): EventChange {
  const repeated = Object.entries(TEXTS).filter(([, name]) => {
    const said = valuesOf(override, name);
    return said !== "" && said === valuesOf(master, name);
  });
  return Object.fromEntries(
    repeated.flatMap(([field]) => {
      const wanted = change[field as keyof typeof TEXTS];
      return wanted === undefined ? [] : [[field, wanted]];
    }),
  );
}

/**
 * What becomes of an override's status with that of the whole series: it is cancelled along, as other programs show it
 * by what it says itself, and comes back as it was. What was cancelled by itself stays so.
 */
export function statusWithSeries(override: EventComponent, wanted: EventChange["status"]): LineEdits {
  const before = override.get("STATUS")?.[0] ?? null;
  if (wanted === "CANCELLED" && statusOf(override) !== "CANCELLED")
    return new Map([
      ["STATUS", "STATUS:CANCELLED"],
      [BEFORE_CANCELLED, `${BEFORE_CANCELLED}:${before === null ? "" : plainStatus(override)}`],
    ]);
  const was = firstOf(override, BEFORE_CANCELLED)?.value;
  if (wanted === undefined || wanted === "CANCELLED" || was === undefined) return new Map();
  return new Map([
    ["STATUS", was === "" ? null : `STATUS:${was === "TENTATIVE" ? was : "CONFIRMED"}`],
    [BEFORE_CANCELLED, null],
  ]);
}

function valuesOf(event: EventComponent, name: string): string {
  return allOf(event, name)
    .map(({ value }) => value)
    .join("\n");
}

/** An event that is neither cancelled nor tentative counts as confirmed, said or not. */
function plainStatus(event: EventComponent): string {
  const status = statusOf(event);
  return status === "CANCELLED" || status === "TENTATIVE" ? status : "CONFIRMED";
}

function isSame(tags: readonly string[], before: readonly string[]): boolean {
  const named = tags.map((tag) => tag.trim()).filter((tag) => tag !== "");
  return named.length === before.length && named.every((tag, index) => tag === before[index]);
}

const TEXTS = {
  title: "SUMMARY",
  location: "LOCATION",
  description: "DESCRIPTION",
  url: "URL",
  tags: "CATEGORIES",
} as const;

/** What an override said of its status before the series was cancelled, empty where it said nothing. */
const BEFORE_CANCELLED = "X-DISCAL-STATUS";

/** What says the same in another form goes with it, lest it contradict: a position, a text with markup. */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  LOCATION: ["GEO", "X-APPLE-STRUCTURED-LOCATION"],
  DESCRIPTION: ["STYLED-DESCRIPTION", "X-ALT-DESC"],
};
