import { describe, expect, test } from "vitest";
import { createWorld } from "./world.ts";

const json = ({ out }: { readonly out: string }) => JSON.parse(out);
const settings = `node: { url: "https://a.example", timezone: Europe/Berlin }
sites: [{ url: "https://theatre.example/b.ics", name: Theatre }]
`;

function configured() {
  const world = createWorld();
  world.write("peers.yaml", settings);
  return world;
}

async function withEvents() {
  const world = configured();
  const add = (...args: readonly string[]) => world.discal("events", "add", "--start", "2026-12-05", ...args);
  await add("--title", "Songs", "--tag", "music", "--location", "Town hall, Main Street");
  await add("--title", "Chess", "--tag", "games", "--location", "Library");
  const [geo] = [
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:g@x\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20261206T100000Z\r\nSUMMARY:Market\r\nGEO:38.54;-121.74\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
  ];
  world.write("geo.ics", geo ?? "");
  await world.discal("import", "geo.ics");
  return world;
}

describe("saved calendars", () => {
  test("are saved, replaced, listed with what they hold, and removed", async () => {
    const world = configured();
    const first = [
      "calendars",
      "save",
      "music",
      "--title",
      "Music in town",
      "--tag",
      "music",
      "--tag",
      "concert",
    ];
    expect(await world.discal(...first)).toMatchObject({
      code: 0,
      out: "Saved Music in town: https://a.example/calendars/music\n",
    });
    const again = [
      "calendars",
      "save",
      "music",
      "--title",
      "Music",
      "--site",
      "Theatre",
      "--near",
      "38.54,-121.74",
    ];
    expect((await world.discal(...again, "--radius", "5km")).out).toMatch(/^Replaced Music:/);
    expect(json(await world.discal("calendars", "--json")).calendars).toMatchObject([
      {
        slug: "music",
        filter: { site_ids: [1], near: { latitude: 38.54, longitude: -121.74, radius: 5000 } },
        links: { ics: "https://a.example/calendars/music.ics" },
      },
    ]);
    expect((await world.discal("calendars", "remove", "music")).out).toBe("Removed music.\n");
    expect((await world.discal("calendars")).out).toMatch(/^No saved calendars yet/);
  });

  test.each([
    [["save", "Big Music", "--title", "x"], /such as "big-music"/],
    [["save", "x"], /--title <title>' not specified/],
    [["save", "x", "--title", "x", "--near", "here"], /expected latitude and longitude/],
    [["save", "x", "--title", "x", "--radius", "5km"], /give both/],
    [["save", "x", "--title", "x", "--site", "Teatre"], /did you mean "Theatre"\?/],
    [["remove", "x"], /there is no calendar "x"; known are none/],
  ])("%j is wrong use", async (args, said) => {
    const { code, err } = await configured().discal("calendars", ...args);
    expect(code).toBe(2);
    expect(err).toMatch(said);
  });
});

describe("events list and export", () => {
  test.each([
    [["--tag", "MUSIC"], ["Songs"]],
    [
      ["--tag", "music", "--tag", "games"],
      ["Songs", "Chess"],
    ],
    [["--place", "town hall"], ["Songs"]],
    [["--near", "38.55,-121.74", "--radius", "2km"], ["Market"]],
    [["--near", "38.6,-121.74", "--radius", "2km"], []],
    [["--text", "chess", "--tag", "games"], ["Chess"]],
    [["--site", "geo.ics"], ["Market"]],
  ])("take %j", async (filter, titles) => {
    const world = await withEvents();
    const titlesOf = (events: readonly { readonly title: string }[]) =>
      events.map(({ title }) => title).sort();
    const listed = json(await world.discal("events", "list", "--json", ...filter)).events;
    expect(titlesOf(listed)).toEqual(titles.toSorted());
    expect(titlesOf(json(await world.discal("export", "--json", ...filter)).events)).toEqual(
      titles.toSorted(),
    );
  });
});
