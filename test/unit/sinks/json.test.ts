import { describe, expect, it } from "vitest";
import type { EventRow } from "../../../src/store/event-list.ts";
import { eventJson } from "../../../src/sinks/json.ts";

const row: EventRow = {
  event: {
    uid: "a/1",
    title: "Concert",
    description: "Loud",
    location: "Hall",
    geo: null,
    url: "https://hall.example/",
    image: null,
    categories: ["music"],
    organizer: null,
    start: { local: "2026-03-16T19:00:00", zone: "Europe/Berlin" },
    end: { local: "2026-03-16T21:00:00", zone: "Europe/Berlin" },
    allDay: false,
    recurring: true,
    cancelled: false,
    tentative: true,
    zoneGuessed: false,
  },
  occurrence: {
    start: Date.UTC(2026, 2, 23, 18),
    end: Date.UTC(2026, 2, 23, 20),
    localStart: "2026-03-23T19:00:00",
    localEnd: "2026-03-23T21:00:00",
    zone: "Europe/Berlin",
    allDay: false,
    title: null,
    location: "Cellar",
    cancelled: false,
  },
  sites: ["Hall"],
  tags: ["music", "loud"],
  notInFeed: false,
};
const publisher = { url: "https://calendar.example" };

describe("the JSON of a happening", () => {
  it("says when this happening is, in its own zone and as an instant", () => {
    expect(eventJson(row, publisher)).toEqual({
      uid: "a/1",
      title: "Concert",
      start: { local: "2026-03-23T19:00:00", zone: "Europe/Berlin", utc: "2026-03-23T18:00:00Z" },
      end: { local: "2026-03-23T21:00:00", zone: "Europe/Berlin", utc: "2026-03-23T20:00:00Z" },
      all_day: false,
      recurring: true,
      status: "tentative",
      not_in_feed: false,
      zone_guessed: false,
      location: "Cellar",
      geo: null,
      description: "Loud",
      url: "https://hall.example/",
      image: null,
      organizer: null,
      tags: ["music", "loud"],
      sites: ["Hall"],
      links: {
        html: "https://calendar.example/events/a~2F1",
        ics: "https://calendar.example/events/a~2F1.ics",
      },
    });
  });

  it("is cancelled where the event or just this happening is", () => {
    const happening = { ...row, occurrence: { ...row.occurrence, cancelled: true } };
    const whole = { ...row, event: { ...row.event, cancelled: true } };
    expect(eventJson(happening, publisher).status).toBe("cancelled");
    expect(eventJson(whole, publisher).status).toBe("cancelled");
    expect(eventJson({ ...row, event: { ...row.event, tentative: false } }, publisher).status).toBe(
      "confirmed",
    );
  });
});
