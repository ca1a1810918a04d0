import { describe, expect, it } from "vitest";
import { createCluster } from "../support/cluster.ts";

const HOUR = 3_600_000;
const FEED = "https://library.example/calendar.ics";

const events = ["1", "2", "3"].map((uid) =>
  ["BEGIN:VEVENT", `UID:${uid}`, "DTSTART:20260401T100000Z", `SUMMARY:Event ${uid}`, "END:VEVENT"].join(
    "\r\n",
  ),
);
const whole = ["BEGIN:VCALENDAR", "VERSION:2.0", ...events, "END:VCALENDAR", ""].join("\r\n");

describe("a feed that breaks off", () => {
  it.each([
    ["within an event", whole.indexOf("SUMMARY:Event 2") + 9],
    ["between two events", whole.indexOf("BEGIN:VEVENT\r\nUID:3")],
  ])("%s makes nothing vanish, says so, and is read again", async (_, end) => {
    await using cluster = await createCluster({ push: {}, poll: { a: [FEED] } });
    const { store } = cluster.node("a");
    const missing = async (uid: string) => (await store.commons.get(uid))?.sightings[0]?.missingSince;
    cluster.serveFeed(FEED, whole);
    await cluster.advance(2 * HOUR);
    cluster.serveFeed(FEED, whole.slice(0, end));
    await cluster.advance(2 * HOUR);
    expect([await missing("2"), await missing("3")]).toEqual([null, null]);
    const [health] = await store.registry.health();
    expect(health?.refused.map(({ rule }) => rule)).toContain("broken-off");
    const [claim] = await store.polls.claimDue(cluster.now() + HOUR, cluster.now() + 2 * HOUR);
    expect([claim?.etag, claim?.bodyHash]).toEqual([null, ""]);
  });

  it("but for its end is whole again: what it leaves out then is gone", async () => {
    await using cluster = await createCluster({ push: {}, poll: { a: [FEED] } });
    const { store } = cluster.node("a");
    cluster.serveFeed(FEED, whole);
    await cluster.advance(2 * HOUR);
    cluster.serveFeed(FEED, whole.replace(`${events[2]}\r\n`, ""));
    await cluster.advance(2 * HOUR);
    expect((await store.commons.get("3"))?.sightings[0]?.missingSince).not.toBeNull();
    expect((await store.commons.get("2"))?.sightings[0]?.missingSince).toBeNull();
  });
});

describe("a file that is no calendar", () => {
  it("is refused, and leaves no site behind", async () => {
    await using cluster = await createCluster({ push: { a: [] } });
    const node = cluster.node("a");
    await expect(node.importFile("page.html", "<html>")).rejects.toThrow("page.html is no calendar");
    expect(await node.store.registry.all()).toEqual([]);
  });
});
