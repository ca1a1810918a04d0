import { describe, expect, it } from "vitest";
import { robotsRoutes } from "../../../../src/serve/discovery/robots.ts";

/** What RFC 9309, section 2.2.2, makes of the rules for one path. */
async function mayRead(path: string, sample = false): Promise<boolean> {
  const answer = await robotsRoutes({ sample }).request("/robots.txt");
  expect(answer.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
  const fitting = [...(await answer.text()).matchAll(/^(Allow|Disallow): (\S+)$/gm)]
    .map(([, kind, rule = ""]) => ({ kind, rule }))
    .filter(({ rule }) => new RegExp(`^${rule.split("*").map(RegExp.escape).join(".*")}`).test(path))
    .toSorted((a, b) => b.rule.length - a.rule.length);
  return fitting[0]?.kind !== "Disallow";
}

describe("robots", () => {
  it.each(["/", "/events/abc", "/feed.ics", "/calendars/music", "/sites/3", "/?cursor=xyz"])(
    "may read %s",
    async (path) => expect(await mayRead(path)).toBe(true),
  );

  it.each([
    "/feed.ics?tag=music",
    "/sites/3/feed.ics?q=jazz",
    "/calendars/music.ics?from=2030-01-01",
    "/feed.atom?tag=a",
  ])("may read %s, which somebody subscribes to", async (path) => expect(await mayRead(path)).toBe(true));

  it.each([
    "/api/v1/events",
    "/discal/v1/objects/abc",
    "/metrics",
    "/?q=jazz",
    "/?q=jazz&cursor=xyz",
    "/calendars/music?from=2030-01-01",
  ])("need not read %s", async (path) => expect(await mayRead(path)).toBe(false));

  it("leave a made-up city alone", async () => {
    expect(await mayRead("/events/abc", true)).toBe(false);
  });
});
