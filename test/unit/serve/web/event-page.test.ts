import { describe, expect, it } from "vitest";
import { eventPath } from "../../../../src/sinks/event-path.ts";
import { event, openPages } from "../../../support/pages.ts";

const berlin = (local: string) => `;TZID=Europe/Berlin:${local}`;

function linkedData(html: string): Record<string, unknown> {
  const [json] = /(?<=<script type="application\/ld\+json">)[^<]*/.exec(html) ?? [];
  return JSON.parse(json ?? "") as Record<string, unknown>;
}

describe("the page of an event", () => {
  it("says what, when, where, by whom, and how to take it along", async () => {
    await using pages = await openPages({
      Club: [
        event("1@a", {
          title: "Concert",
          start: berlin("20260320T190000"),
          end: berlin("20260320T210000"),
          lines: [
            "LOCATION:Hall",
            "CATEGORIES:music,loud",
            "DESCRIPTION:Come.\\n\\nSee https://hall.example/x.",
          ],
        }),
      ],
    });
    const html = await pages.text("/events/1@a");
    expect(html).toContain("<title>Concert · Test city</title>");
    expect(html).toMatch(
      /class="dt-start" datetime="2026-03-20T19:00:00\+01:00"\s*>Fri\u00a020\u00a0Mar, 19:00–21:00</,
    );
    expect(html).toContain('<span class="p-location">Hall</span>');
    expect(html).toContain('href="/?tag=music"');
    expect(html).toContain(">Club</a>");
    expect(html).toContain("<p>Come.</p>");
    expect(html).toMatch(/href="https:\/\/hall.example\/x"\s+rel="nofollow noopener external"/);
    expect(html).toContain('href="/events/1@a.ics"');
    expect(html).toContain('href="webcal://calendar.example/events/1@a.ics"');
  });

  it("lists the next dates of what repeats, with what is different in one of them", async () => {
    await using pages = await openPages({
      Club: [
        event("1@a", { title: "Market", start: berlin("20260207T080000"), lines: ["RRULE:FREQ=WEEKLY"] }),
        event("1@a", {
          title: "Market on the quay",
          start: berlin("20260328T080000"),
          lines: [`RECURRENCE-ID${berlin("20260328T080000")}`],
        }),
      ],
    });
    const html = await pages.text("/events/1@a");
    const dates = html.match(/(?<=<time[^>]*>)[^<]*/g)?.map((date) => date.replaceAll("\u00a0", " ").trim());
    expect(dates?.slice(0, 3)).toEqual(["Sat 21 Mar, 08:00", "Sat 28 Mar, 08:00", "Sat 4 Apr, 08:00"]);
    expect(html).toContain("Market on the quay");
    expect(html).toContain("and so on");
  });

  it("says that it is over, and when it was", async () => {
    await using pages = await openPages({
      Club: [event("1@a", { start: berlin("20250101T190000"), end: berlin("20250101T200000") })],
    });
    const html = await pages.text("/events/1@a");
    expect(html).toContain(">Over<");
    expect(html.replaceAll("\u00a0", " ")).toContain("Wed 1 Jan 2025, 19:00–20:00");
  });

  it("says that a series is over, however long it was", async () => {
    await using pages = await openPages({
      Club: [event("1@a", { start: berlin("20250101T190000"), lines: ["RRULE:FREQ=DAILY;COUNT=20"] })],
    });
    expect(await pages.text("/events/1@a")).toContain(">Over<");
  });

  it("tells search engines a schema.org Event", async () => {
    await using pages = await openPages({
      Club: [
        event("1@a", {
          title: "Online",
          start: berlin("20260320T190000"),
          end: berlin("20260320T210000"),
          lines: ["STATUS:CANCELLED", "LOCATION:https://meet.example/x"],
        }),
        event("2@a", {
          start: ";VALUE=DATE:20260320",
          end: ";VALUE=DATE:20260322",
          lines: ["LOCATION:Hall", "GEO:52.5;13.4"],
        }),
      ],
    });
    expect(linkedData(await pages.text("/events/1@a"))).toMatchObject({
      "@context": "https://schema.org",
      "@type": "Event",
      name: "Online",
      startDate: "2026-03-20T19:00:00+01:00",
      endDate: "2026-03-20T21:00:00+01:00",
      eventStatus: "https://schema.org/EventCancelled",
      location: { "@type": "VirtualLocation", url: "https://meet.example/x" },
      url: "https://calendar.example/events/1@a",
    });
    expect(linkedData(await pages.text("/events/2@a"))).toMatchObject({
      startDate: "2026-03-20",
      endDate: "2026-03-21",
      eventStatus: "https://schema.org/EventScheduled",
      location: { "@type": "Place", name: "Hall", geo: { latitude: 52.5, longitude: 13.4 } },
    });
  });

  it.each(["TKF/5e1e/1", "..", "50%25@a", "Käse?#1@a", "<b>@a", "x.ics", "a b@c", "é".repeat(127)])(
    "has an address for the UID %j, and its calendar beside it",
    async (uid) => {
      await using pages = await openPages({ Club: [event(uid, { title: "Odd" })] });
      expect(await pages.text(eventPath(uid))).toContain("Odd");
      expect(await pages.text(`${eventPath(uid)}.ics`)).toContain("SUMMARY:Odd");
      expect(await pages.text("/")).toContain(`href="${eventPath(uid)}"`);
    },
  );

  it("is found by a percent-encoded UID as well, and leads to its own address", async () => {
    await using pages = await openPages({ Club: [event("TKF/5e1e/1")] });
    const answer = await pages.get(`/events/${encodeURIComponent("TKF/5e1e/1")}`);
    expect([answer.status, answer.headers.get("Location")]).toEqual([308, "/events/TKF~2F5e1e~2F1"]);
  });

  it.each(["/events/none@a", "/events/none@a.ics", "/events/~FF", "/events/%E0%A4%A", "/events/%00"])(
    "that is not there helps to search: %s",
    async (path) => {
      await using pages = await openPages({ Club: [event("1@a")] });
      const answer = await pages.get(path);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('role="search"');
    },
  );

  it("tells of other versions, and which one every node shows", async () => {
    await using pages = await openPages({ Club: [event("1@a", { title: "Mine" })] });
    const stored = await pages.store.commons.get("1@a");
    const version = stored?.winner;
    if (!version) throw new Error("no winner");
    const other = {
      ...version,
      by: "person" as const,
      source: null,
      digest: "f".repeat(64),
      c1: "e".repeat(64),
      text: version.text.replace("SUMMARY:Mine", "SUMMARY:Theirs"),
    };
    await pages.store.commons.apply([{ version: other, siteId: null }], pages.clock);
    const html = await pages.text("/events/1@a");
    expect(html).toContain("There is another version");
    expect(html).toMatch(/Mine, 2026-03-20 19:00, from a feed/);
  });

  it("of a deleted event says so, and its calendar takes it back", async () => {
    await using pages = await openPages({ Club: [event("1@a", { title: "Mine" })] });
    const version = (await pages.store.commons.get("1@a"))?.winner;
    if (!version) throw new Error("no winner");
    const text = version.text
      .replace("SUMMARY:Mine", "STATUS:CANCELLED\r\nX-DELETED:TRUE")
      .replace("X-REVISION:1", "X-REVISION:2");
    const stub = {
      ...version,
      revision: 2,
      deleted: true,
      cancelled: true,
      digest: "f".repeat(64),
      c1: "e".repeat(64),
      text,
    };
    await pages.store.commons.apply([{ version: stub, siteId: null }], pages.clock);
    const answer = await pages.get("/events/1@a");
    expect(answer.status).toBe(410);
    expect(await answer.text()).toContain("This event was deleted");
    expect(await pages.text("/events/1@a.ics")).toContain("STATUS:CANCELLED");
    expect(await pages.text("/feed.ics")).toContain("X-DELETED:TRUE");
    pages.clock += 91 * 86_400_000;
    expect(await pages.text("/feed.ics")).not.toContain("X-DELETED:TRUE");
  });
});
