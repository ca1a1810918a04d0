import * as z from "zod";
import { parseOrigin } from "./value.ts";

/* The kinds of values that options have; each says what was expected of one that it refuses. */

export const mapping = { error: "a mapping of options" };

/** A text that keeps to a rule. */
export function text(expected: string, holds: (value: string) => boolean) {
  return z.string({ error: expected }).refine(holds, { error: expected });
}

/** A whole number in a range. */
export function wholeNumber(what: string, least: number, most: number) {
  const expected = `${what} from ${least} to ${most}`;
  return z.int({ error: expected }).min(least, { error: expected }).max(most, { error: expected });
}

/** A number in a range. */
export function numberIn(what: string, least: number, most: number) {
  const expected = `${what} from ${least} to ${most}`;
  return z.number({ error: expected }).min(least, { error: expected }).max(most, { error: expected });
}

/** A list of 1 to `most` members. */
export function someOf<Item extends z.ZodType>(item: Item, expected: string, most: number) {
  return z.array(item, { error: expected }).min(1, { error: expected }).max(most, { error: expected });
}

export const origin = () =>
  text(`an origin such as "https://calendar.example", without path`, (value) => parseOrigin(value) !== null);

/** A line for people. */
export const label = (what: string) =>
  text(`${what} of 1 to 100 characters (in quotes where it looks like a number)`, (value) =>
    /^[^\p{Cc}]{1,100}$/u.test(value),
  );

export const tag = () =>
  text("a tag of 1 to 100 characters without comma", (value) => /^[^\p{Cc},]{1,100}$/u.test(value));

export const yesOrNo = () => z.boolean({ error: "true or false" });
