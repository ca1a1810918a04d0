import { describe, expect, test } from "vitest";
import { createWorld, type World } from "../world.ts";

const library = "https://library.example/a.ics";
const settings = `node: { url: "https://a.example", name: A, timezone: Europe/Berlin }
sites:
  - { url: "${library}", name: Town library }
peers:
  - { url: "https://b.example", poll: false }
`;

function feed(title: string): string {
  const event = ["UID:1@x", "DTSTAMP:20261101T000000Z", "DTSTART:20261224T183000Z", `SUMMARY:${title}`];
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", ...event, "END:VEVENT", "END:VCALENDAR", ""].join(
    "\r\n",
  );
}

async function withCarols(
  given: Parameters<typeof createWorld>[0] = {},
): Promise<{ world: World; uid: string }> {
  const world = createWorld(given);
  world.write("peers.yaml", settings);
  const carols = [
    "--title",
    "Carols",
    "--start",
    "2026-12-24 19:30",
    "--end",
    "21:00",
    "--location",
    "Church",
  ];
  const { out } = await world.discal("events", "add", ...carols, "--tag", "music", "--json");
  return { world, uid: JSON.parse(out).uid };
}

const ics = async (world: World, uid: string) => (await world.discal("events", "show", uid, "--ics")).out;

describe("events edit", () => {
  test("changes what the options name, and says what follows", async () => {
    const { world, uid } = await withCarols();
    const { code, out } = await world.discal("events", "edit", "carols", "--start", "20:00", "--tag", "free");
    expect({ code, out }).toEqual({
      code: 0,
      out: 'Changed "Carols": revision 1, sent to 1 peer by the running server.\n',
    });
    const text = await ics(world, uid);
    expect(text).toContain("DTSTART;TZID=Europe/Berlin:20261224T200000\r\n");
    expect(text).toContain("DTEND;TZID=Europe/Berlin:20261224T213000\r\n");
    expect(text).toContain("CATEGORIES:free\r\n");
    expect(text).toContain("LOCATION:Church\r\n");
  });

  test("takes away what a --no- option names", async () => {
    const { world, uid } = await withCarols();
    const { out } = await world.discal(
      "events",
      "edit",
      uid,
      "--no-end",
      "--no-location",
      "--no-tag",
      "--json",
    );
    expect(JSON.parse(out)).toMatchObject({ uid, revision: 1, peers: 1 });
    expect(await ics(world, uid)).not.toMatch(/DTEND|LOCATION|CATEGORIES/);
  });

  test("takes the whole calendar from a file", async () => {
    const { world, uid } = await withCarols();
    world.write("event.ics", (await ics(world, uid)).replace("SUMMARY:Carols", "SUMMARY:Hymns"));
    expect((await world.discal("events", "edit", uid, "--file", "event.ics")).code).toBe(0);
    expect(await ics(world, uid)).toContain("SUMMARY:Hymns");
  });

  test.each<[string, number, readonly string[]]>([
    ["nothing is to be changed", 2, []],
    ["leave the options out", 2, ["--file", "event.ics", "--title", "Hymns"]],
    ["This changes nothing", 2, ["--title", "Carols"]],
    ['--start is "soon": expected a date', 2, ["--start", "soon"]],
    ["Carols.ics cannot be read: there is no such file", 1, ["--file", "Carols.ics"]],
    [". cannot be read: it is a folder", 1, ["--file", "."]],
    ["made from revision 7, but revision 0 stands", 1, ["--title", "Hymns", "--revision", "7"]],
    ["Expected a revision", 2, ["--title", "Hymns", "--revision", "x"]],
    ["Allowed choices are confirmed", 2, ["--status", "maybe"]],
  ])("is refused: %s", async (reason, code, options) => {
    const { world, uid } = await withCarols();
    const call = await world.discal("events", "edit", uid, ...options);
    expect(call).toMatchObject({ code, out: "" });
    expect(call.err).toContain(reason);
  });
});

describe("events cancel and delete", () => {
  test("a cancellation stays to be seen, and can be taken back", async () => {
    const { world, uid } = await withCarols();
    const { out } = await world.discal("events", "cancel", "carols");
    expect(out).toContain(`events edit ${uid} --status confirmed`);
    expect((await world.discal("events", "list")).out).toContain("[cancelled] Carols");
    expect((await world.discal("events", "edit", uid, "--status", "confirmed")).code).toBe(0);
    expect((await world.discal("events", "list")).out).not.toContain("cancelled");
  });

  test("a deletion is asked about, and done only with a yes", async () => {
    const { world } = await withCarols({ answers: ["n", "y"] });
    expect((await world.discal("events", "delete", "carols")).out).toBe("Nothing was deleted.\n");
    expect((await world.discal("events", "list")).out).toContain("Carols");
    const { out } = await world.discal("events", "delete", "carols");
    expect(out).toMatch(/^Deleted "Carols": revision 1,/);
    expect(out).toContain("To take it back: npx discal events undo ");
    expect((await world.discal("events", "list")).out).toBe("No events.\n");
  });

  test("a deletion that nobody can be asked about needs --yes", async () => {
    const { world, uid } = await withCarols();
    expect(await world.discal("events", "delete", uid)).toMatchObject({
      code: 2,
      err: "discal: nobody is there to agree: add --yes\n",
    });
    expect((await world.discal("events", "delete", uid, "--yes")).code).toBe(0);
    expect((await world.discal("events", "delete", uid, "--yes")).err).toContain("deleted already");
  });
});

describe("events history", () => {
  test("tells who wrote which version, and what it changed", async () => {
    const { world, uid } = await withCarols();
    await world.discal("events", "edit", uid, "--title", "Hymns", "--no-location");
    await world.discal("events", "cancel", uid);
    const { out } = await world.discal("events", "history", uid);
    expect(out).toMatch(/^ +2 {2}published +2026-11-21 12:00 +2026-11-21 12:00 +a person +Hymns$/m);
    expect(out).toMatch(/^ +0 {2}overtaken .* Carols$/m);
    expect(out).toContain("Revision 2 changed revision 1:\n  status  (nothing) → CANCELLED\n");
    expect(out).toContain(
      "Revision 1 changed revision 0:\n  title     Carols → Hymns\n  location  Church → (nothing)\n",
    );
  });

  test("tells what a feed proposes since a person has revised its event", async () => {
    const { world } = await withCarols();
    world.feeds.set(library, feed("Story time"));
    await world.discal("poll");
    const edit = await world.discal("events", "edit", "1@x", "--title", "Story time, with cake");
    expect(edit.out).toContain("What Town library changes from now on is proposed, not taken over.");
    world.feeds.set(library, feed("Story time, outside"));
    await world.discal("poll");
    const { versions } = JSON.parse((await world.discal("events", "history", "1@x", "--json")).out);
    expect(
      versions.map(({ state, revision, author }: Record<string, unknown>) => [state, revision, author]),
    ).toEqual([
      ["published", 2, "a person"],
      ["proposed", 1, "feed: Town library"],
      ["overtaken", 1, "feed: Town library"],
    ]);
    expect(versions[1].changes).toEqual([
      { happening: null, field: "title", before: "Story time, with cake", after: "Story time, outside" },
    ]);
    const { out } = await world.discal("events", "history", "1@x");
    expect(out).toContain("The proposal of revision 1 would change revision 2:");
  });

  test("fits the terminal", async () => {
    const { world, uid } = await withCarols({ columns: 60 });
    await world.discal("events", "edit", uid, "--description", "long ".repeat(40));
    const { out } = await world.discal("events", "history", uid);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
  });
});
