import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorld, type World } from "./world.ts";

const JAZZ = {
  title: "Jazz in Davis",
  filter: { tags: ["jazz"], near: { latitude: 38.54, longitude: -121.74, radius: 5000 }, site_ids: [1] },
};

it("saves, replaces and forgets a calendar", async () => {
  await using world = await openWorld();
  const { ask } = world;
  const made = await ask("PUT", "/calendars/jazz", { as: "editor", json: JAZZ });
  expect([made.status, made.body.links.ics]).toEqual([201, "https://a.node.example/calendars/jazz.ics"]);
  expect((await ask("GET", "/calendars/jazz")).body).toMatchObject({
    slug: "jazz",
    description: "",
    ...JAZZ,
  });
  const again = await ask("PUT", "/calendars/jazz", { as: "editor", json: { title: "All", filter: {} } });
  expect([again.status, again.body.filter]).toEqual([200, {}]);
  expect((await ask("GET", "/calendars")).body.items).toHaveLength(1);
  expect((await ask("DELETE", "/calendars/jazz", { as: "editor" })).status).toBe(204);
  expect((await ask("DELETE", "/calendars/jazz", { as: "editor" })).status).toBe(404);
});

describe("what is no calendar", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it.each([
    ["a slug with capitals", "/calendars/Jazz", JAZZ, 400],
    ["a hyphen at the end", "/calendars/jazz-", JAZZ, 400],
    ["a slug that is too long", `/calendars/${"a".repeat(61)}`, JAZZ, 400],
    [
      "a circle off the earth",
      "/calendars/jazz",
      { ...JAZZ, filter: { near: { latitude: 91, longitude: 0, radius: 1 } } },
      400,
    ],
    ["an unknown part", "/calendars/jazz", { ...JAZZ, filter: { colour: "red" } }, 400],
    ["no title", "/calendars/jazz", { filter: {} }, 400],
    ["a site that is unknown", "/calendars/jazz", { ...JAZZ, filter: { site_ids: [99] } }, 404],
  ])("refuses %s", async (_, path, json, status) => {
    expect((await world.ask("PUT", path, { as: "editor", json })).status).toBe(status);
    expect((await world.ask("GET", "/calendars")).body.items).toEqual([]);
  });
});
