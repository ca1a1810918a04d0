import { describe, expect, test } from "vitest";
import { createWorld, type World } from "../world.ts";

const settings = `node: { url: "https://a.example", name: A, timezone: Europe/Berlin }
peers:
  - { url: "https://b.example", poll: false }
`;

const CAROLS = ["--title", "Carols", "--start", "2026-12-24 19:30", "--location", "Church"];

async function withCarols(): Promise<{ world: World; uid: string }> {
  const world = createWorld();
  world.write("peers.yaml", settings);
  const { out } = await world.discal("events", "add", ...CAROLS, "--json");
  return { world, uid: JSON.parse(out).uid };
}

/** An event that somebody elsewhere has the origin of. */
const theirs = (uid: string, title: string) =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//test//EN",
    "BEGIN:VEVENT",
    `UID:${uid}`,
    "DTSTAMP:20261101T000000Z",
    "DTSTART:20261224T183000Z",
    `SUMMARY:${title}`,
    "X-HOP:1",
    "X-REVISION:0",
    "X-REVISE-URL:https://b.example/discal/revise",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");

const ics = async (world: World, uid: string) => (await world.discal("events", "show", uid, "--ics")).out;

describe("events undo", () => {
  test("goes back to what the event said before, also before it was deleted", async () => {
    const { world, uid } = await withCarols();
    await world.discal("events", "edit", uid, "--location", "Town hall");
    const { out } = await world.discal("events", "undo", "carols");
    expect(out).toBe('Restored "Carols": revision 2, sent to 1 peer by the running server.\n');
    expect(await ics(world, uid)).toContain("LOCATION:Church\r\n");
    await world.discal("events", "delete", uid, "--yes");
    await world.discal("events", "undo", uid);
    expect(await ics(world, uid)).toContain("LOCATION:Church\r\n");
  });

  test("goes to any version that is kept, by the beginning of its digest", async () => {
    const { world, uid } = await withCarols();
    for (const place of ["Town hall", "Pier"]) await world.discal("events", "edit", uid, "--location", place);
    const { out } = await world.discal("events", "history", uid, "--json");
    const { c1 } = JSON.parse(out).versions.find((each: { text: string }) => each.text.includes("Church"));
    await world.discal("events", "undo", uid, "--to", c1.slice(0, 12));
    expect(await ics(world, uid)).toContain("LOCATION:Church\r\n");
    const unknown = await world.discal("events", "undo", uid, "--to", "xyz");
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('no version "xyz"')]);
    const vague = await world.discal("events", "undo", uid, "--to", "");
    expect(vague.err).toContain("give more of it");
  });

  test("says that there is nothing before the first version", async () => {
    const { world, uid } = await withCarols();
    const { code, err } = await world.discal("events", "undo", uid);
    expect([code, err]).toEqual([1, expect.stringContaining("Nothing is to be undone")]);
  });
});

describe("events refuse", () => {
  test("takes nothing back that was written here, and nothing of another node's events", async () => {
    const { world, uid } = await withCarols();
    await world.discal("events", "edit", uid, "--location", "Town hall");
    expect((await world.discal("events", "refuse", uid)).err).toContain("what stands was written here");
    world.write("theirs.ics", theirs("7@b.example", "Evening of songs"));
    await world.discal("events", "add", "theirs.ics");
    expect((await world.discal("events", "refuse", "7@b.example")).err).toContain("Only the origin");
  });
});

describe("a change of another node's event", () => {
  test("is said to be reported to that node, and waits among the errands", async () => {
    const { world } = await withCarols();
    world.write("theirs.ics", theirs("7@b.example", "Evening of songs"));
    await world.discal("events", "add", "theirs.ics");
    const { out } = await world.discal("events", "edit", "7@b.example", "--title", "Night of songs");
    expect(out).toContain("b.example, where it comes from, is told by the running server.");
    const errands = await world.discal("errands");
    expect(errands.out).toMatch(/^report +7@b\.example +waiting +0/m);
    expect(JSON.parse((await world.discal("errands", "--json")).out).errands).toMatchObject([
      { kind: "report", subject: "7@b.example", state: "waiting" },
    ]);
  });

  test("that it alone may sign is not made where nothing signed is known", async () => {
    const { world } = await withCarols();
    const key = "AB".repeat(20);
    const uid = `01ARZ3NDEKTSV4RRFFQ69G5FAV.${key}@b.example`;
    world.write("theirs.ics", theirs(uid, "Evening of songs"));
    await world.discal("events", "add", "theirs.ics");
    const { err } = await world.discal("events", "edit", uid, "--title", "Night of songs");
    expect(err).toContain(`names the key ${key}`);
  });
});

describe("notices", () => {
  test("are shown until they are marked as seen", async () => {
    const { world } = await withCarols();
    expect((await world.discal("notices")).out).toBe("Nothing to look at.\n");
    const late = theirs("7@b.example", "Evening of songs");
    for (const title of ["Night of songs", "Morning of songs"]) {
      world.write("theirs.ics", late.replace("Evening of songs", title));
      await world.discal("events", "add", "theirs.ics");
    }
    const { out } = await world.discal("notices");
    expect(out).toMatch(/^1 {2}2026-11-21 12:00 {2}conflict\n {2}Of “(Night|Morning) of songs”/);
    expect((await world.discal("notices", "seen", "9")).code).toBe(2);
    expect((await world.discal("notices", "seen")).err).toContain("--all");
    expect((await world.discal("notices", "seen", "1")).out).toBe("Marked 1 notice as seen.\n");
    expect((await world.discal("notices")).out).toBe("Nothing to look at.\n");
    const all = JSON.parse((await world.discal("notices", "--all", "--json")).out);
    expect(all.notices).toMatchObject([{ id: 1, kind: "conflict", seen_at: "2026-11-21T11:00:00Z" }]);
    expect((await world.discal("notices", "seen", "--all")).out).toBe("Marked 0 notices as seen.\n");
  });
});
