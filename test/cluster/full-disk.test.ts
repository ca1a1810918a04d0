import { describe, expect, it } from "vitest";
import { createCluster } from "../support/cluster.ts";
import { evening } from "../support/evening.ts";
import { noMount, smallDisk } from "../support/small-disk.ts";
import { against } from "../support/threat.ts";

const MINUTE = 60_000;
const FEED = "https://town.example/feed.ics";

/** Room for a few words, not for what the feed says. */
const SOME = 100_000;

function feed(title: string): string {
  const events = ["fed", "a", "b", "c", "d", "e"].flatMap((name) => [
    "BEGIN:VEVENT",
    `UID:${name}@town`,
    "DTSTAMP:20260301T000000Z",
    "DTSTART:20270501T180000Z",
    `SUMMARY:${title}`,
    `DESCRIPTION:${"x".repeat(50_000)}`,
    "END:VEVENT",
  ]);
  return `${["BEGIN:VCALENDAR", "VERSION:2.0", ...events, "END:VCALENDAR"].join("\r\n")}\r\n`;
}

describe.skipIf(noMount !== null)("a disk that becomes full", () => {
  it(
    "while a feed is read is not the feed's fault, and the poll is made up for",
    against("disk", "the disk is full when a poll is recorded", "no mark moves, and the site is not blamed"),
    async () => {
      using disk = smallDisk(8);
      await using cluster = await createCluster({
        push: {},
        poll: { a: [FEED] },
        settings: { a: { data: disk.path } },
      });
      const { store } = cluster.node("a");
      cluster.serveFeed(FEED, feed("First"));
      await cluster.settle();
      const shown = async () => (await store.commons.get("fed@town"))?.winner?.text;
      expect(await shown()).toContain("First");
      cluster.serveFeed(FEED, feed("Second"));
      cluster.answer((_, response) => {
        disk.fill(SOME);
        return response;
      });
      await cluster.advance(70 * MINUTE);
      const asked = cluster.traffic.length;
      expect(await shown()).toContain("First");
      expect(await store.registry.health()).toMatchObject([{ failures: 0, lastReason: null }]);
      await cluster.advance(10 * MINUTE);
      expect(cluster.traffic.length).toBe(asked);
      cluster.answer((_, response) => response);
      disk.empty();
      await cluster.advance(10 * MINUTE);
      expect(await shown()).toContain("Second");
      expect(await store.registry.health()).toMatchObject([{ failures: 0 }]);
    },
  );

  it(
    "while a peer answers is not the peer's fault, and it is not pushed to over and over",
    against("disk", "the disk is full when a delivery is recorded", "deliveries wait, and no peer is blamed"),
    async () => {
      using disk = smallDisk(8);
      await using cluster = await createCluster({
        push: { a: ["b"] },
        settings: { a: { data: disk.path } },
      });
      await cluster.settle();
      const { uid } = await cluster.node("a").enter(evening);
      cluster.answer(({ request }, response) => {
        if (request.url.endsWith("/enter-event")) disk.fill();
        return response;
      });
      await cluster.advance(MINUTE);
      const sent = cluster.traffic.length;
      expect((await cluster.node("b").store.commons.get(uid))?.winner?.uid).toBe(uid);
      await cluster.advance(10 * MINUTE);
      expect(cluster.traffic.length).toBe(sent);
      cluster.answer((_, response) => response);
      disk.empty();
      await cluster.advance(MINUTE);
      const [lag] = await cluster.node("a").store.deliveries.lag();
      expect(lag).toMatchObject({ backlog: 0, failures: 0, lastError: null });
    },
  );
});
