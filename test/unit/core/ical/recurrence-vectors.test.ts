import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { expand } from "../../../../src/core/ical/occurrences.ts";
import { vcalendar, vevent } from "../../../support/calendar-text.ts";

interface Vector {
  readonly shows: string;
  readonly start: string;
  readonly rule: string;
  readonly instances: readonly string[];
  /** The rule has more after the last instance. */
  readonly goesOn?: boolean;
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../fixtures/recurrence-vectors.json", import.meta.url), "utf8"),
) as readonly Vector[];

const text = ({ start, rule }: Vector) =>
  vcalendar(...vevent("rule@example.com", `DTSTART:${start}`, `RRULE:${rule}`));

it.each(vectors)("follows a rule that happens $shows", (vector) => {
  const last = moment(vector.instances.at(-1)!);
  const to = vector.goesOn ? last + 1 : Infinity;
  const expansion = expand(text(vector), { from: -Infinity, to, timezone: "UTC" });
  expect(expansion.occurrences.map((each) => each.localStart.replaceAll(/[-:]/g, ""))).toEqual(
    vector.instances,
  );
  expect(expansion).toMatchObject({ openEnded: vector.goesOn ?? false, problem: null });
});

it.each(vectors)("finds the same where it begins late in a rule that happens $shows", (vector) => {
  const late = vector.instances.slice(Math.floor(vector.instances.length / 2));
  const window = { from: moment(late[0]!), to: moment(late.at(-1)!) + 1, timezone: "UTC" };
  const { occurrences } = expand(text(vector), window);
  expect(occurrences.map((each) => each.localStart.replaceAll(/[-:]/g, ""))).toEqual(late);
});

function moment(value: string): number {
  return Temporal.PlainDateTime.from(value).toZonedDateTime("UTC").epochMilliseconds;
}
