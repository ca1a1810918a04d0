import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { version } from "../../contract/samples.ts";
import { createWorld, type World } from "./world.ts";

const library = "https://library.example/a.ics";
const theatre = "https://theatre.example/a.ics";
const settings = `node: { url: "https://a.example", name: A, timezone: Europe/Berlin }
sites:
  - { url: "${library}", name: Town library }
  - { url: "${theatre}", name: Theatre }
`;

/** What a site shows of an event that has been to the network: it carries its own revision. */
function feed(title: string, more: readonly string[] = []): string {
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//x//EN",
    "BEGIN:VEVENT",
    "UID:1@x",
    "DTSTAMP:20261101T000000Z",
    "DTSTART:20261224T183000Z",
    `SUMMARY:${title}`,
    "X-HOP:1",
    "X-REVISION:3",
    "X-REVISE-URL:https://x.example/discal/revise",
    "X-DISCAL-BY:person",
    ...more,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
}

async function contested(given: Parameters<typeof createWorld>[0] = {}): Promise<World> {
  const world = createWorld(given);
  world.write("peers.yaml", settings);
  world.feeds.set(library, feed("Carols", ["LOCATION:Church"]));
  world.feeds.set(theatre, feed("Night of carols", ["LOCATION:Market place", "CATEGORIES:music"]));
  await world.discal("poll");
  return world;
}

/** The number of the version whose title this is. */
async function numberOf(world: World, title: string): Promise<string> {
  const { fields } = JSON.parse((await world.discal("conflicts", "show", "1@x", "--json")).out);
  const { says } = fields.find(({ key }: { key: string }) => key === "title");
  return String(says.find(({ text }: { text: string }) => text === title).version);
}

describe("conflicts", () => {
  test("are listed with what the versions differ in, and what to do", async () => {
    const world = await contested();
    const { code, out } = await world.discal("conflicts");
    expect(code).toBe(0);
    expect(out).toMatch(/carols +2 +title, location, tags +2026-11-21 12:00 +1@x/i);
    expect(out).toContain("npx discal conflicts show 1@x");
    expect((await world.discal("conflicts", "--site", "Theatre", "--text", "carols")).out).toContain("1@x");
    expect((await world.discal("conflicts", "--text", "jazz")).out).toContain("No conflicts");
    expect((await world.discal("conflicts", "--proposals")).out).toBe("Nothing is proposed.\n");
  });

  test("are shown side by side, in columns where the terminal has room for them", async () => {
    const world = await contested({ columns: 100 });
    const { out } = await world.discal("conflicts", "show", "carols");
    expect(out).toMatch(/^ +VERSION 1 +VERSION 2$/m);
    expect(out).toMatch(/^\* title {2,}(Carols +Night of carols|Night of carols +Carols)$/m);
    expect(out).toMatch(/^\* tags +(\(nothing\) +music|music +\(nothing\))$/m);
    expect(out).toMatch(/^All say:\n {2}start: 2026-12-24 18:30 UTC$/m);
    expect(out).toMatch(/npx discal resolve 1@x --pick \d --seen 3-[0-9a-f]{16}/);
    expect(out.split("\n").filter((line) => line.length > 100 && !line.includes("npx"))).toEqual([]);
  });

  test("are shown under each other where it has not", async () => {
    const world = await contested({ columns: 50 });
    const { out } = await world.discal("conflicts", "show", "1@x");
    expect(out).toMatch(/^\* title\n {2}1 {2}.*arols\n {2}2 {2}.*arols$/m);
  });

  test("of an event whose UID names another node's key are for that node to settle", async () => {
    const world = createWorld();
    const uid = `01K0000000000000000000000A.${"B".repeat(40)}@x.example`;
    world.write("peers.yaml", settings);
    world.feeds.set(library, feed("Carols").replace("UID:1@x", `UID:${uid}`));
    await world.discal("poll");
    const { out } = await world.discal("conflicts", "show", uid);
    expect(out).toContain("only that node settles what is said of it");
    expect(out).toContain(`npx discal conflicts dismiss ${uid}\n`);
    expect(out).not.toContain("discal resolve");
    expect((await world.discal("resolve", uid, "--pick", "1")).err).toContain("only that node settles");
    expect((await world.discal("conflicts", "dismiss", uid)).code).toBe(0);
  });

  test("tell what a node reported that is not known here from what was written here", async () => {
    const world = await contested();
    const pick = await numberOf(world, "Carols");
    await world.discal("resolve", "1@x", "--pick", pick);
    {
      await using store = await openStore({
        path: join(world.folder, "discal.db"),
        timezone: "Europe/Berlin",
        now: 0,
      });
      const report = version("1@x", 5, { SUMMARY: "Carols at dawn" });
      await store.commons.propose([report], { url: "https://stranger.example", siteId: null }, 0);
    }
    const { out } = await world.discal("conflicts", "show", "1@x");
    expect(out).toMatch(/ proposed +https:\/\/stranger.example +a report by stranger.example /);
    expect(out).toMatch(/ wins .* here /);
  });

  test("of an event that nobody contests says so", async () => {
    const world = await contested();
    await world.discal("resolve", "1@x", "--pick", "1");
    expect((await world.discal("conflicts", "show", "1@x")).out).toContain(
      "settled: one version stands, at revision 4",
    );
    expect((await world.discal("conflicts")).out).toContain("No conflicts");
  });
});

describe("resolve", () => {
  test("follows a version, with fields of another, and writes on top", async () => {
    const world = await contested();
    const [carols, night] = [await numberOf(world, "Carols"), await numberOf(world, "Night of carols")];
    const taken = ["--pick", carols, "--field", `location=${night}`, "--tag", "free"];
    const { code, out } = await world.discal("resolve", "1@x", ...taken);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('Settled "Carols": revision 4') });
    const text = (await world.discal("events", "show", "1@x", "--ics")).out;
    for (const line of ["SUMMARY:Carols", "LOCATION:Market place", "CATEGORIES:free", "X-REVISION:4"])
      expect(text).toContain(`${line}\r\n`);
  });

  test("takes a whole calendar", async () => {
    const world = await contested();
    const text = (await world.discal("events", "show", "1@x", "--ics")).out;
    world.write("event.ics", text.replace(/SUMMARY:.*/, "SUMMARY:At last"));
    const { out } = await world.discal("resolve", "1@x", "--file", `${world.folder}/event.ics`);
    expect(out).toContain('Settled "At last": revision 4');
  });

  test("says what is wrong, and changes nothing", async () => {
    const world = await contested();
    const wrong: readonly (readonly [args: readonly string[], code: number, message: string])[] = [
      [["--pick", "3"], 2, "there is no version 3: there are 2"],
      [["--pick", "x"], 2, "Expected the number of a version"],
      [["--field", "title"], 2, "expected a field and a version, such as title=2"],
      [["--field", "colour=1"], 2, 'no field begins with "colour"'],
      [[], 2, "say how it is settled"],
      [["--pick", "1", "--file", "x.ics"], 2, "--file is the whole event"],
      [["--pick", "1", "--seen", "3-0000000000000000"], 1, "another version came, or somebody settled it"],
    ];
    for (const [args, code, message] of wrong) {
      const call = await world.discal("resolve", "1@x", ...args);
      expect([args, call.code, call.err]).toEqual([args, code, expect.stringContaining(message)]);
    }
    expect((await world.discal("conflicts")).out).toContain("1@x");
  });
});

describe("a change while rivals stand", () => {
  test.each([["edit", "--title", "Mine"], ["cancel"], ["delete", "--yes"]])(
    "is refused, unless all of them are meant to be ended: %s",
    async (command, ...options) => {
      const world = await contested();
      const { code, err } = await world.discal("events", command, "1@x", ...options);
      expect([code, err]).toEqual([
        1,
        expect.stringContaining("2 versions of this event stand side by side"),
      ]);
      expect(err).toContain("npx discal resolve 1@x");
      expect((await world.discal("conflicts")).out).toContain("1@x");
      expect((await world.discal("events", command, "1@x", ...options, "--force")).code).toBe(0);
      expect((await world.discal("conflicts")).out).not.toContain("1@x");
    },
  );
});

describe("overlay", () => {
  test("keeps fields, freezes, hides, and is taken back part by part", async () => {
    const world = await contested();
    await world.discal("resolve", "1@x", "--pick", await numberOf(world, "Carols"));
    const list = async () => (await world.discal("events", "list", "--from", "2026-12-01")).out;

    const kept = await world.discal("overlay", "keep", "1@x", "--location", "Crypt", "--note", "flooded");
    expect(kept.out).toContain('Kept here of "Carols": location.');
    expect(kept.out).toContain("npx discal overlay clear 1@x");
    expect(await list()).toContain("Crypt");
    await world.discal("overlay", "keep", "1@x", "--title", "Crypt carols");
    expect(await list()).toMatch(/Crypt carols +Crypt/);
    expect((await world.discal("events", "show", "1@x", "--ics")).out).toContain("LOCATION:Church");

    await world.discal("overlay", "freeze", "1@x");
    await world.discal("events", "edit", "1@x", "--description", "New");
    expect((await world.discal("overlay")).out).toMatch(
      /Carols +kept: location, title; frozen +flooded +1@x/,
    );

    await world.discal("overlay", "clear", "1@x", "--only", "keep");
    expect(await list()).toContain("Church");
    await world.discal("overlay", "hide", "1@x");
    expect(await list()).toBe("No events.\n");
    await world.discal("overlay", "clear", "1@x");
    expect(await list()).toContain("Carols");
    expect((await world.discal("overlay")).out).toBe("No event is shown otherwise here.\n");
  });

  test("says what is to be kept, and what cannot be", async () => {
    const world = await contested();
    expect((await world.discal("overlay", "keep", "1@x")).err).toContain("say what is to be kept");
    const wrong = await world.discal("overlay", "keep", "1@x", "--end", "2026-12-01 10:00");
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("must be after the start")]);
    expect((await world.discal("overlay", "freeze", "1@x", "--revision", "9")).err).toContain("is not kept");
  });
});
