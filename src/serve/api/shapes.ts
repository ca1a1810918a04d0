import * as z from "zod";

/* What the shapes of the API share: each says what was expected of a value that it refuses, as config/options.ts does. */

/** A moment as programs read it: `2026-11-21T19:00:00Z`. */
export const instant = z
  .string()
  .meta({ format: "date-time", description: "An instant in UTC", examples: ["2026-11-21T19:00:00Z"] });

export const maybeInstant = instant.nullable();

/** A list, or a page of one. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().describe("Give it as `cursor` for the next page; null on the last one"),
  });
}

/** All of a list that has one page. */
export function wholeList<Item>(items: readonly Item[]): { items: Item[]; next: null } {
  return { items: [...items], next: null };
}

/** A text of a bounded length, which may be empty. */
export function text(most: number, description: string) {
  const expected = `a text of at most ${most} characters`;
  return z.string({ error: expected }).max(most, { error: expected }).meta({ description });
}

/** A line of 1 to `most` characters. */
export function line(most: number, description: string) {
  const expected = `a line of 1 to ${most} characters`;
  return z
    .string({ error: expected })
    .refine((value) => value.length <= most && value.trim() !== "" && !/\p{Cc}/u.test(value), {
      error: expected,
    })
    .meta({ description, minLength: 1, maxLength: most });
}

/** A list of at most `most` members. */
export function few<Item extends z.ZodType>(item: Item, most: number, description: string) {
  const expected = `a list of at most ${most}`;
  return z.array(item, { error: expected }).max(most, { error: expected }).meta({ description });
}

/** A number in a range. */
export function numberIn(least: number, most: number, description: string) {
  const expected = `a number from ${least} to ${most}`;
  return z
    .number({ error: expected })
    .min(least, { error: expected })
    .max(most, { error: expected })
    .meta({ description });
}

/** A whole number in a range, as a query writes it. */
export function countIn(least: number, most: number, description: string) {
  const expected = `a whole number from ${least} to ${most}`;
  return z
    .string()
    .refine((value) => /^\d{1,6}$/.test(value) && Number(value) >= least && Number(value) <= most, {
      error: expected,
    })
    .transform(Number)
    .meta({ description });
}

export const yesOrNo = z.boolean({ error: "true or false" });

/** A whole VCALENDAR. */
export const calendarText = z.string().meta({
  description: "The VCALENDAR of one event",
  examples: [
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//me//EN\r\nBEGIN:VEVENT\r\nDTSTART;TZID=Europe/Berlin:20300501T193000\r\nSUMMARY:Evening of songs\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
  ],
});
