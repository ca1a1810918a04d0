import { describe, expect, test } from "vitest";
import { createWorld } from "../world.ts";

const FEED = "https://club.example/feed.ics";
const SETTINGS = `node: { url: "https://a.example", name: A, timezone: Europe/Berlin }
sites:
  - { url: "${FEED}", name: Club, filters: { in: { tags: [music] } } }
`;

/** A feed of events, each with one tag. */
function feed(tags: Readonly<Record<string, string>>): string {
  const events = Object.entries(tags).flatMap(([uid, tag]) => [
    "BEGIN:VEVENT",
    `UID:${uid}`,
    "DTSTAMP:20261101T000000Z",
    "DTSTART:20261224T183000Z",
    `SUMMARY:${uid}`,
    `CATEGORIES:${tag}`,
    "END:VEVENT",
  ]);
  return ["BEGIN:VCALENDAR", ...events, "END:VCALENDAR", ""].join("\r\n");
}

describe("events show", () => {
  test("says why people here do not see an event", async () => {
    const world = createWorld();
    world.write("peers.yaml", SETTINGS);
    for (const changing of ["Music", "Talk"]) {
      world.feeds.set(FEED, feed({ concert: "Music", jam: "Music", changing, lecture: "Talk" }));
      await world.discal("poll");
    }
    await world.discal("overlay", "hide", "jam");
    const shown = async (uid: string) => {
      const { out } = await world.discal("events", "show", uid);
      const json = JSON.parse((await world.discal("events", "show", uid, "--json")).out);
      return [/^seen here +(.*)$/m.exec(out)?.[1], json.shown, json.admitted];
    };
    expect(await shown("concert")).toEqual([undefined, true, true]);
    expect(await shown("jam")).toEqual(["no: hidden by a local overlay", false, true]);
    expect(await shown("changing")).toEqual([
      "no: filters or the policy do not take it any more",
      false,
      true,
    ]);
    expect(await shown("lecture")).toEqual([
      "no: filters or the policy do not take it; of what peers sent only a stub is kept",
      false,
      false,
    ]);
  });
});
