import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { outputOf } from "./client.ts";
import { library, pier, WINDOW } from "./programme.ts";
import { shown, subscribe, type Subscriber } from "./subscriber.ts";
import { openTown, type Town } from "./town.ts";

/** Not the node's zone, not the machine's. */
const ZONE = "Europe/Berlin";

let town: Town;
let subscriber: Subscriber;

beforeAll(async () => {
  town = await openTown({ library: library(), pier: pier() }, { timezone: "America/Los_Angeles" });
  subscriber = subscribe(`${town.url}/feed.ics`, join(town.folder, "subscriber"), ZONE);
});

afterAll(() => town?.[Symbol.asyncDispose]());

interface Listed {
  readonly title: string;
  readonly start: Moment;
  readonly end: Moment;
  readonly all_day: boolean;
  readonly status: string;
}

interface Moment {
  readonly local: string;
  readonly zone: string | null;
  readonly utc: string;
}

/** What the node itself lists, by the subscriber's clock. */
async function listed(): Promise<readonly string[]> {
  const { from, to } = WINDOW;
  const { events } = await town.ask<{ events: readonly Listed[] }>(
    ..."events list --limit 500 --from".split(" "),
    from,
    "--to",
    to,
  );
  return events.map((event) => ofEvent(event)).toSorted();
}

function ofEvent({ title, start, end, all_day: allDay, status }: Listed): string {
  const cancelled = status === "cancelled";
  if (allDay) {
    const last = Temporal.PlainDate.from(end.local).subtract({ days: 1 });
    return shown(`${start.local}T00:00`, `${last}T00:00`, title, cancelled);
  }
  // Of what has no end khal says an hour.
  const until = start.local === end.local ? hourAfter(start) : end;
  return shown(here(start), here(until), title, cancelled);
}

/** Times that float are read off any clock as they are. */
function here({ local, zone, utc }: Moment): string {
  if (zone === null) return local.slice(0, 16);
  return Temporal.Instant.from(utc).toZonedDateTimeISO(ZONE).toPlainDateTime().toString().slice(0, 16);
}

function hourAfter(moment: Moment): Moment {
  const local = Temporal.PlainDateTime.from(moment.local).add({ hours: 1 }).toString();
  return { ...moment, local, utc: Temporal.Instant.from(moment.utc).add({ hours: 1 }).toString() };
}

describe("vdirsyncer and khal", () => {
  it("subscribe, and show the same events with the same local times, by a clock nine hours away", async () => {
    expect(subscriber.sync()).toHaveLength(2 * 18);
    expect(subscriber.files()).toHaveLength(18);
    expect(subscriber.single().match(/^BEGIN:VEVENT/gm)).toHaveLength(19);
    const expected = await listed();
    expect(expected).toHaveLength(48);
    expect(subscriber.list(WINDOW)).toEqual(expected);
  });

  it("have nothing to do when they ask again", () => {
    expect(subscriber.sync()).toEqual([]);
  });

  it("follow a change of time and a cancellation at the source, and keep what the source stopped showing", async () => {
    const before = subscriber.list(WINDOW);
    town.show(
      "library",
      library({ moved: "one evening", cancelled: "by Outlook's clock", without: "in UTC" }),
    );
    await town.run("poll", "library");
    expect(subscriber.sync()).not.toEqual([]);
    const after = subscriber.list(WINDOW);
    expect(after).toEqual(await listed());
    const year = WINDOW.from.slice(0, 4);
    expect(after.filter((line) => !before.includes(line))).toEqual([
      `${year}-03-06T05:00 ${year}-03-06T07:00 one evening`,
      `${year}-03-19T18:15 ${year}-03-19T19:15 CANCELLED by Outlook's clock`,
    ]);
    expect(after.filter((line) => line.endsWith("in UTC"))).toHaveLength(1);
    expect(subscriber.sync()).toEqual([]);
  });

  it("follow what a person of this node edits and deletes: what is gone is cancelled, and has lost its words", async () => {
    const year = WINDOW.from.slice(0, 4);
    const before = subscriber.list(WINDOW);
    await town.run("events", "edit", "three-days@town.example", "--title", "Three days of music");
    await town.run("events", "delete", "a-day@town.example", "--yes");
    expect(subscriber.sync()).not.toEqual([]);
    const after = subscriber.list(WINDOW);
    expect(after.filter((line) => !before.includes(line))).toEqual([
      `${year}-03-11T00:00 ${year}-03-11T00:00 CANCELLED`,
      `${year}-03-12T00:00 ${year}-03-14T00:00 Three days of music`,
    ]);
    expect(after.filter((line) => !line.endsWith(" CANCELLED"))).toEqual(await listed());
    expect(subscriber.sync()).toEqual([]);
  });
});

describe("Python's icalendar", () => {
  it("reads the whole feed without an error in any property", async () => {
    const script = `
import sys, icalendar
calendars = icalendar.Calendar.from_ical(sys.stdin.read(), multiple=True)
events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
print(len(calendars), len(events), sum(len(part.errors) for calendar in calendars for part in calendar.walk()))
`;
    const feed = await (await fetch(`${town.url}/feed.ics`)).text();
    expect(outputOf("/usr/bin/python3", ["-c", script], { input: feed }).trim()).toBe("1 19 0");
  });
});
