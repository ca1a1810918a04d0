import { Option, type Command } from "commander";
import { describe } from "../../core/ical/event.ts";
import type { EventChange } from "../../core/model/event-change.ts";
import type { Version } from "../../core/model/version.ts";
import { editedTimes } from "./edited-times.ts";
import { withEventFields, type EventFields } from "./event-fields.ts";

const statuses = ["confirmed", "tentative", "cancelled"] as const;

/** What the options change of an event; one is false where its `--no-` form stood. */
export type TypedChange = { readonly [Name in keyof EventFields]: EventFields[Name] | false } & {
  readonly title?: string;
  readonly start?: string;
  readonly timezone?: string;
  readonly status?: (typeof statuses)[number];
};

/** Adds the options that say what is changed of an event. */
export function withChangeFields(command: Command): Command {
  return withEventFields(command)
    .option("--no-end", "say nothing of the end")
    .option("--no-location", "take the place away")
    .option("--no-description", "take the description away")
    .option("--no-url", "take the link away")
    .option("--no-tag", "take all tags away; --tag gives new ones in their place")
    .addOption(new Option("--status <status>", "confirmed also takes a cancellation back").choices(statuses));
}

/** What the options say, in the terms of the model; times are those of the version that is changed. */
export function changeOf(fields: TypedChange, version: Version | null, nodeZone: string): EventChange {
  const { title, location, description, url, tag, status } = fields;
  const times = version === null ? {} : editedTimes(fields, describe(version.text), nodeZone);
  return {
    ...times,
    ...(title !== undefined && { title }),
    ...(location !== undefined && { location: location || null }),
    ...(description !== undefined && { description: description || null }),
    ...(url !== undefined && { url: url || null }),
    ...(tag !== undefined && { tags: tag || [] }),
    ...(status !== undefined && { status: STATUS[status] }),
  };
}

const STATUS = { confirmed: "CONFIRMED", tentative: "TENTATIVE", cancelled: "CANCELLED" } as const;
