import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { textWidth } from "../../../src/cli/text-width.ts";
import { createWorld } from "./world.ts";
import type { World } from "./world.ts";

const settings = `node: { url: "https://a.example", name: A, timezone: Europe/Berlin }
sites:
  - { url: "https://library.example/a.ics", name: Town library, tags: [books] }
  - { url: "https://theatre.example/b.ics", name: Theatre }
peers:
  - { url: "https://b.example", poll: false }
`;
const library = "https://library.example/a.ics";
const story = event("1@x", "Story time");
const chess = event("2@x", "Chess night", "20261225T183000Z");
const hamlet = event("3@x", "Hamlet", "20261226T183000Z");

function calendar(...events: readonly string[]): string {
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", ...events, "END:VCALENDAR", ""].join(
    "\r\n",
  );
}

function event(uid: string, title: string, start = "20261224T183000Z"): string {
  const lines = [`UID:${uid}`, "DTSTAMP:20261101T000000Z", `DTSTART:${start}`, `SUMMARY:${title}`];
  return ["BEGIN:VEVENT", ...lines, "END:VEVENT"].join("\r\n");
}

function configured(columns?: number): World {
  const world = createWorld(columns === undefined ? {} : { columns });
  world.write("peers.yaml", settings);
  world.feeds.set(library, calendar(story, chess));
  world.feeds.set("https://theatre.example/b.ics", calendar(hamlet));
  world.feeds.set("https://b.example/feed.ics", calendar());
  return world;
}

const json = ({ out }: { readonly out: string }) => JSON.parse(out);

describe("poll", () => {
  test("tells what each site came to, and which events changed", async () => {
    const world = configured();
    const first = await world.discal("poll");
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out.split("\n").slice(0, 4)).toEqual([
      "SITE          RESULT   NEW",
      "Town library  changed    2",
      "Theatre       changed    1",
      "",
    ]);
    world.feeds.set(
      library,
      calendar(
        event("1@x", "Story time, later", "20261224T193000Z"),
        "BEGIN:VEVENT\r\nUID:9@x\r\nEND:VEVENT",
      ),
    );
    const second = await world.discal("poll", "Town library");
    expect(second.out).toMatch(/^changed\s+Story time, later\s+Town library\s+1@x$/m);
    expect(second.out).toMatch(/^not in feed\s+Chess night\s+Town library\s+2@x$/m);
    expect(second.out).toMatch(/^REFUSED FROM\s+LINE\s+WHY$/m);
  });

  test("of one site leaves the others alone", async () => {
    const world = configured();
    expect((await world.discal("poll", "theatre")).code).toBe(0);
    const { out } = await world.discal("events", "list");
    expect(out).toContain("Hamlet");
    expect(out).not.toContain("Story time");
  });

  test("that fails in part says why, and ends with 1", async () => {
    const world = configured();
    world.feeds.delete(library);
    const { code, out } = await world.discal("poll");
    expect(code).toBe(1);
    expect(out).toMatch(/^Town library\s+failed$/m);
    expect(out).toMatch(/^Town library: library\.example: nobody is there$/m);
    expect(json(await world.discal("poll", "--json")).sites[0]).toMatchObject({
      outcome: "failed",
      fresh: [],
    });
  });

  test("leaves out what is never polled by itself, unless it is named", async () => {
    const world = configured();
    expect((await world.discal("poll")).out).not.toContain("b.example");
    expect((await world.discal("poll", "b.example")).out).toMatch(/^b\.example\s+changed$/m);
  });

  test("shows how far it is on a terminal, on standard error", async () => {
    expect((await configured(80).discal("poll")).err).toContain("2/2");
  });

  test("of an unknown site is wrong use", async () => {
    const { code, err } = await configured().discal("poll", "Teatre");
    expect(code).toBe(2);
    expect(err).toBe('discal: there is no site "Teatre"; did you mean "Theatre"?\n');
  });
});

describe("sites and peers", () => {
  test("fit 80 columns, with the whole reason of what fails", async () => {
    const world = configured(80);
    await world.discal("poll");
    world.feeds.delete(library);
    await world.discal("poll");
    const { out } = await world.discal("sites");
    const [table = "", reasons = ""] = out.split("\n\n");
    expect(Math.max(...table.split("\n").map(textWidth))).toBeLessThanOrEqual(80);
    expect(table).toContain("Town library");
    expect(reasons).toContain(
      "Town library: failing since 2026-11-21 12:00: library.example: nobody is there",
    );
  });

  test("show health, and resume what was suspended", async () => {
    const world = configured();
    world.feeds.delete("https://theatre.example/b.ics");
    await world.discal("poll");
    const { out } = await world.discal("sites");
    expect(out).toMatch(/^1\s+Town library\s+feed\s+healthy\s+1h\s+2\s+2026-11-21 12:00/m);
    expect(out).toMatch(/^2\s+Theatre\s+feed\s+failing\s+1h/m);
    expect(out).toMatch(/^Theatre: failing since 2026-11-21 12:00: theatre\.example: nobody is there$/m);
    const shown = json(await world.discal("sites", "--json")).sites;
    expect(shown[1]).toMatchObject({
      state: "failing",
      failures: 1,
      failing_since: "2026-11-21T11:00:00Z",
    });
    expect(await world.discal("sites", "resume", "theatre")).toMatchObject({ code: 0 });
  });

  test("peers show their key and state; replay takes only peers", async () => {
    const world = configured();
    const { out } = await world.discal("peers");
    expect(out).toMatch(/^3\s+b\.example\s+up to date\s+not seen yet\s+https:\/\/b\.example$/m);
    expect(json(await world.discal("peers", "--json")).peers).toMatchObject([
      { url: "https://b.example", push: true },
    ]);
    expect((await world.discal("peers", "replay", "b.example")).code).toBe(0);
    expect((await world.discal("peers", "replay", "Theatre")).code).toBe(2);
  });

  test("peers that are pushed to show how far behind they are, and what they did not take", async () => {
    const world = configured();
    await world.discal("poll");
    const { out } = await world.discal("peers", "lag");
    expect(out).toMatch(/^PEER\s+STATE\s+BACKLOG$/m);
    expect(out).toMatch(/^b\.example\s+behind\s+3$/m);
    expect(json(await world.discal("peers", "lag", "--json")).peers).toMatchObject([
      { name: "b.example", backlog: 3, circuit: "closed", dormant: false, compared_at: null },
    ]);
    const none = await world.discal("peers", "exceptions", "b.example");
    expect(none).toMatchObject({ code: 0, out: "b.example has taken all that it was offered.\n" });
    expect(json(await world.discal("peers", "exceptions", "b.example", "--json")).exceptions).toEqual([]);
    expect((await world.discal("peers", "exceptions", "Theatre")).code).toBe(2);
  });
});

describe("events", () => {
  test("are entered, listed by start, and shown", async () => {
    const world = configured();
    await world.discal("poll");
    const fair = [
      "--title",
      "Fair",
      "--start",
      "2026-12-05",
      "--end",
      "2026-12-06",
      "--tag",
      "a",
      "--tag",
      "b",
    ];
    const added = await world.discal("events", "add", ...fair);
    expect(added.code).toBe(0);
    const uid = added.out.replace("Entered ", "").trim();
    const { out } = await world.discal("events");
    expect(out.split("\n").map((line) => line.split(/\s{2,}/).slice(0, 2))).toEqual([
      ["WHEN", "TITLE"],
      ["2026-12-05", "Fair"],
      ["2026-12-24 19:30", "Story time"],
      ["2026-12-25 19:30", "Chess night"],
      ["2026-12-26 19:30", "Hamlet"],
      [""],
    ]);
    const shown = json(await world.discal("events", "show", uid, "--json"));
    expect(shown).toMatchObject({ uid, conflict: false, winner: { revision: 0, hop: 0, by: "person" } });
    expect(shown.happenings[0]).toMatchObject({
      all_day: true,
      end: { local: "2026-12-07" },
      tags: ["a", "b"],
    });
    expect((await world.discal("events", "show", uid)).out).toMatch(/^title\s+Fair$/m);
    expect((await world.discal("events", "show", uid, "--ics")).out).toMatch(/^BEGIN:VCALENDAR\r\n/);
  });

  test("are shown by their UID, or by words that stand in one of them alone", async () => {
    const world = configured();
    await world.discal("poll");
    expect((await world.discal("events", "show", "chess")).out).toMatch(/^uid\s+2@x$/m);
    world.feeds.set(library, calendar(story, event("2@x", "Story night")));
    await world.discal("poll");
    const { code, err } = await world.discal("events", "show", "story");
    expect(code).toBe(2);
    expect(err.split("\n").slice(1)).toEqual([
      "1@x  2026-12-24 19:30  Story time",
      "2@x  2026-12-24 19:30  Story night",
      "",
    ]);
  });

  test("are chosen by time, site and words, a page at a time", async () => {
    const world = configured();
    await world.discal("poll");
    const titles = async (...args: readonly string[]) =>
      json(await world.discal("events", "list", "--json", ...args)).events.map(
        (each: { title: string }) => each.title,
      );
    expect(await titles("--from", "2026-12-25", "--to", "2026-12-25")).toEqual(["Chess night"]);
    expect(await titles("--site", "Theatre")).toEqual(["Hamlet"]);
    expect(await titles("--text", "story")).toEqual(["Story time"]);
    const { next } = json(await world.discal("events", "--json", "--limit", "2"));
    expect(await titles("--limit", "2", "--cursor", next)).toEqual(["Hamlet"]);
  });

  test("fit the terminal, whatever their titles hold", async () => {
    const world = configured(60);
    world.feeds.set(library, calendar(event("1@x", `東京\u001B[2J ${"long ".repeat(40)}`)));
    await world.discal("poll", "Town library");
    const { out } = await world.discal("events");
    expect(out).toContain("東京");
    expect(out).not.toContain("\u001B");
    expect(Math.max(...out.split("\n").map(textWidth))).toBeLessThanOrEqual(60);
  });

  test.each([
    [["events", "list", "--from", "tomorrow"], 2, /expected a date/],
    [["events", "list", "--limit", "0"], 2, /from 1 to 1000/],
    [["events", "show", "nothing"], 1, /no event has the UID "nothing"/],
    [["events", "add", "--start", "2026-12-05"], 2, /--title/],
    [["events", "list", "--cursor", "x"], 2, /cursor/],
    [["events", "add", "--title", "x", "--start", "soon"], 2, /soon/],
  ])("%j ends with %d", async (args, code, reason) => {
    const call = await configured().discal(...args);
    expect(call.code).toBe(code);
    expect(call.err).toMatch(reason);
  });
});

describe("import and export", () => {
  test("a file goes in, comes out, and goes in again without a change", async () => {
    const world = configured();
    world.write("in.ics", calendar(story, chess));
    expect((await world.discal("import", "in.ics")).out).toMatch(/^in\.ics\s+changed\s+2$/m);
    const { out } = await world.discal("export");
    expect(out).toMatch(/^BEGIN:VCALENDAR\r\n/);
    expect(out.match(/BEGIN:VEVENT/g)).toHaveLength(2);
    expect((await world.discal("export", "--output", "out.ics")).out).toBe("");
    expect(world.read("out.ics")).toBe(out);
    const again = json(await world.discal("import", "in.ics", "--json")).sites[0];
    expect(again).toMatchObject({ fresh: [], revised: [], unchanged: 2 });
  });

  test("standard input is imported under a name of its own", async () => {
    const world = createWorld({ input: calendar(story) });
    world.write("peers.yaml", settings);
    expect((await world.discal("import", "-", "--name", "Festival")).out).toMatch(
      /^Festival\s+changed\s+1$/m,
    );
  });

  test("a file that is none, or no calendar, is told; the others are imported", async () => {
    const world = configured();
    world.write("in.ics", calendar(story));
    world.write("page.html", "<html>");
    const { code, out } = await world.discal("import", "missing.ics", "page.html", "in.ics");
    expect(code).toBe(1);
    expect(out).toMatch(/^missing\.ics\s+failed$/m);
    expect(out).toMatch(/^missing\.ics: missing\.ics cannot be read/m);
    expect(out).toMatch(/^page\.html\s+failed/m);
    expect(out).toMatch(/^in\.ics\s+changed\s+1$/m);
  });

  test("export takes a window, and gives JSON for programs", async () => {
    const world = configured();
    await world.discal("poll");
    const { events } = json(await world.discal("export", "--json", "--from", "2026-12-25"));
    expect(events.map(({ title }: { title: string }) => title)).toEqual(["Chess night", "Hamlet"]);
  });
});

test("keys and status tell who the node is and how it fares", async () => {
  const world = configured();
  await world.discal("poll");
  const { fingerprint, certificate } = json(await world.discal("keys", "--json"));
  expect(fingerprint).toMatch(/^[0-9A-F]{40}$/);
  expect((await world.discal("keys")).out.split("\n")[0]).toBe(fingerprint);
  expect((await world.discal("keys", "--armor")).out).toBe(certificate);
  expect(json(await world.discal("status", "--json"))).toMatchObject({
    node: { url: "https://a.example", fingerprint },
    sample: false,
    statistics: { events: 3 },
    sites: { healthy: 2 },
  });
  expect((await world.discal("status")).out).toMatch(/^events\s+3, in 3 versions$/m);
});

describe("init", () => {
  test("writes a commented peers.yaml that the other commands take", async () => {
    const world = createWorld();
    const call = await world.discal(
      "init",
      "--url",
      "https://a.example/",
      "--name",
      'A "b": c',
      "--timezone",
      "Asia/Tokyo",
    );
    expect(call).toEqual({
      code: 0,
      out: "Wrote peers.yaml. List feeds and peers there, then run: npx discal serve\n",
      err: "",
    });
    expect(json(await world.discal("status", "--json")).node).toMatchObject({
      url: "https://a.example",
      name: 'A "b": c',
      timezone: "Asia/Tokyo",
    });
  });

  test.each([
    ["https://calendar.example", "127.0.0.1:8080"],
    ["http://127.0.0.1:8090", "127.0.0.1:8090"],
    ["http://localhost:8090", "localhost:8090"],
  ])("for %s it listens on %s", async (url, listen) => {
    const world = createWorld();
    await world.discal("init", "--url", url);
    expect(parse(world.read("peers.yaml")).node).toMatchObject({ url, listen });
    expect((await world.discal("status")).code).toBe(0);
  });

  test("never overwrites one", async () => {
    const world = configured();
    const { code, err } = await world.discal("init");
    expect(code).toBe(2);
    expect(err).toMatch(/is there already/);
    expect(world.read("peers.yaml")).toBe(settings);
  });

  test("asks on a terminal what no option says; an empty answer takes what is offered", async () => {
    const world = createWorld({ answers: ["https://a.example", "", "Asia/Tokyo"] });
    await world.discal("init", "--config", "my.yaml");
    expect(json(await world.discal("status", "--json", "--config", "my.yaml")).node).toMatchObject({
      url: "https://a.example",
      name: "DisCal",
      timezone: "Asia/Tokyo",
    });
  });

  test("writes nothing that could not be read again", async () => {
    const world = createWorld();
    const { code, err } = await world.discal("init", "--url", "calendar.example");
    expect(code).toBe(2);
    expect(err).toMatch(/node\.url: expected an origin/);
    expect(existsSync(join(world.folder, "peers.yaml"))).toBe(false);
  });
});

describe("wrong use and configuration end with 2", () => {
  test.each([
    [["pol"], /did you mean "?poll/i],
    [["events", "lst"], /did you mean "list"\?/],
    [["sites", "resum"], /did you mean "resume"\?/],
    [["sites", "Club"], /"Club" is no command here/],
    [["poll", "a", "b"], /"b" is one argument too many/],
    [["events", "list", "jazz"], /"jazz" is one argument too many/],

    [["poll", "--jsn"], /unknown option '--jsn'\n\(Did you mean --json\?\)/],
    [["status", "--config", "missing.yaml"], /missing\.yaml: no such file/],
  ])("%j", async (args, reason) => {
    const world = configured();
    const { code, out, err } = await world.discal(...args);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(reason);
  });

  test.each([
    [["events", "list", "--limit", "x", "--json"], /option '--limit <number>' argument 'x' is invalid/],
    [["--json", "token", "create", "ci"], /required option '--role <role>' not specified/],
    [["poll", "--jsn", "--json"], /^unknown option '--jsn'/],
    [["--json"], /^a command is missing; --help lists them$/],
    [["pol", "--json"], /"pol" is no command here|unknown command 'pol'/],
  ])("as JSON alone, where programs ask for it: %j", async (args, message) => {
    const { code, out, err } = await configured().discal(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(JSON.parse(err)).toEqual({ error: { problem: "usage", message: expect.stringMatching(message) } });
  });

  test("a broken configuration is told line by line, to programs as JSON", async () => {
    const world = createWorld();
    world.write("peers.yaml", "node: {nam: x}\nsite: []\n");
    const { code, err } = await world.discal("status");
    expect(code).toBe(2);
    expect(err).toBe(
      'discal: peers.yaml:1: node.nam: unknown key; did you mean "name"?\npeers.yaml:2: site: unknown key; did you mean "sites"?\n',
    );
    expect(JSON.parse((await world.discal("status", "--json")).err).error).toMatchObject({
      problem: "usage",
    });
  });
});

test.each([
  "init",
  "poll",
  "sites",
  "peers",
  "import",
  "export",
  "keys",
  "status",
  "backup",
  "restore",
  "repair",
  "move",
  "events list",
  "events show",
  "events add",
])("%s --help has examples, the common options and the exit codes", async (command) => {
  const { code, out } = await createWorld().discal(...command.split(" "), "--help");
  expect(code).toBe(0);
  for (const expected of [`discal ${command}`, "Examples:", "--config", "--json", "Exit codes:"])
    expect(out).toContain(expected);
});

test("help has examples and fits a terminal of 80 columns, whatever the command", async () => {
  const world = createWorld({ columns: 80 });
  const wide: string[] = [];
  const bare: string[] = [];
  const read = async (...command: readonly string[]): Promise<void> => {
    const { out } = await world.discal(...command, "--help");
    wide.push(...out.split("\n").filter((line) => textWidth(line) > 80));
    if (command.length > 0 && !out.includes("\nExamples:\n")) bare.push(command.join(" "));
    const subcommands = /^Commands:\n([^]*?)\n\n/m.exec(out)?.[1] ?? "";
    for (const [, name = ""] of subcommands.matchAll(/^ {2}([a-z]+)/gm))
      if (name !== "help") await read(...command, name);
  };
  await read();
  expect({ wide, bare }).toEqual({ wide: [], bare: [] });
});
