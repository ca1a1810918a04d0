import { describe, expect, test } from "vitest";
import { createSelf, PATHS } from "../../../src/exchange/self.ts";
import { siteRoutes } from "../../../src/serve/discal/site.ts";
import { createCheapSigner } from "../../support/cheap-signer.ts";
import { createWorld, type World } from "./world.ts";

const settings = `node: { url: "https://a.example", name: A, timezone: Europe/Berlin }
sites:
  - { url: "https://theatre.example/b.ics", name: Theatre }
`;
const library = "https://library.example/a.ics?key=secret";
const json = ({ out }: { readonly out: string }) => JSON.parse(out);

function calendar(...events: readonly (readonly string[])[]): string {
  const head = ["BEGIN:VCALENDAR", "VERSION:2.0", "X-WR-CALNAME:Town library"];
  return [...head, ...events.flat(), "END:VCALENDAR", ""].join("\r\n");
}

function event(uid: string, title: string, ...lines: readonly string[]): readonly string[] {
  return [
    "BEGIN:VEVENT",
    `UID:${uid}`,
    "DTSTAMP:20261101T000000Z",
    ...lines,
    `SUMMARY:${title}`,
    "END:VEVENT",
  ];
}

const story = event("1@x", "Story time", "DTSTART:20261224T183000Z");
const broken = event("2@x", "No start");

function configured(given: Parameters<typeof createWorld>[0] = {}): World {
  const world = createWorld(given);
  world.write("peers.yaml", settings);
  world.feeds.set(library, calendar(story, broken));
  return world;
}

/** Another node, of which nothing but its document and key answer. */
async function neighbour(world: World, url = "https://b.example") {
  const self = createSelf(
    { url, name: "Ben's", timezone: "UTC", authority: "open" },
    [],
    createCheapSigner("b"),
  );
  const routes = siteRoutes(self, "epoch");
  const document = await (await routes.request(PATHS.siteDocument)).text();
  world.feeds.set(`${url}${PATHS.siteDocument}`, document);
  world.feeds.set(`${url}${PATHS.keys}/${self.signer.fingerprint}`, self.signer.certificate);
  return self.signer.fingerprint;
}

describe("sites add", () => {
  test.each([
    ["is known already, as “Theatre”: npx discal sites edit 1", ["https://theatre.example/b.ics"]],
    ["poll: expected an interval", [library, "--poll", "3x"]],
    ["expected the address of a feed", ["library"]],
  ])("says at once what is in the way, without a look at the feed: %s", async (reason, args) => {
    const world = configured();
    world.feeds.set("https://theatre.example/b.ics", calendar(story));
    const { code, out, err } = await world.discal("sites", "add", ...args, "--yes");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(reason);
  });

  test("shows what would come, asks, and adds; its own name is the usual one", async () => {
    const world = configured({ answers: ["y"], columns: 80 });
    const { code, out } = await world.discal("sites", "add", library, "--tag", "books", "--poll", "never");
    expect(code).toBe(0);
    expect(out).toMatch(/^events +1: 1 new, 0 known here already$/m);
    expect(out).toMatch(/^2026-12-24 19:30 +Story time +new$/m);
    expect(out).toMatch(/^VEVENT +10 +DTSTART is missing/m);
    expect(out).toMatch(/^Added Town library as site 2\./m);
    const [, site] = json(await world.discal("sites", "--json")).sites;
    expect(site).toMatchObject({ name: "Town library", tags: ["books"] });
    expect(site.settings).toMatchObject({ declared: "api", poll: null });
  });

  test("adds nothing where the answer is no, or nobody can answer", async () => {
    const unsure = configured({ answers: [""] });
    expect((await unsure.discal("sites", "add", library)).out).toMatch(/Nothing was added\.$/m);
    const script = configured();
    expect(await script.discal("sites", "add", library)).toMatchObject({
      code: 2,
      out: expect.stringContaining("Town library"),
    });
    for (const world of [unsure, script])
      expect(json(await world.discal("sites", "--json")).sites).toHaveLength(1);
  });

  test("adds nothing that cannot be read, unless it is not looked at", async () => {
    const world = configured();
    const { code, err } = await world.discal("sites", "add", "https://new.example/", "--yes");
    expect([code, err]).toEqual([1, "discal: new.example: nobody is there\n"]);
    const unseen = await world.discal(
      "sites",
      "add",
      "https://new.example/",
      "--yes",
      "--no-preview",
      "--json",
    );
    expect(json(unseen)).toMatchObject({ added: { name: "new.example" }, preview: null });
  });

  test("answers programs with one document", async () => {
    const added = json(await configured().discal("sites", "add", library, "--yes", "--json"));
    expect(added).toMatchObject({
      added: { id: 2, settings: { url: library } },
      preview: { objects: 1, refused: [{ line: 10, rule: "no-start" }] },
    });
  });
});

describe("sites preview", () => {
  test("takes an address, or a site that is known, and stores nothing", async () => {
    const world = configured();
    world.feeds.set("https://theatre.example/b.ics", calendar(story));
    expect((await world.discal("sites", "preview", "theatre")).out).toMatch(/^events +1: 1 new/m);
    expect(json(await world.discal("sites", "preview", library, "--json"))).toMatchObject({ fresh: 1 });
    expect(json(await world.discal("status", "--json")).statistics.events).toBe(0);
    expect((await world.discal("sites", "preview", "Teatre")).err).toMatch(/did you mean "Theatre"\?/);
  });
});

describe("sites health", () => {
  test("shows the last polls, what changed, what is refused and why, and when the next is", async () => {
    const world = configured();
    await world.discal("sites", "add", library, "--yes");
    await world.discal("poll", "Town library");
    const { out } = await world.discal("sites", "health", "Town library");
    expect(out).toMatch(/^next poll +2026-11-21 13:0\d$/m);
    expect(out).toMatch(/^2026-11-21 12:00 +changed +1 +1$/m);
    expect(out).toMatch(/^2026-11-21 12:00 +new +Story time +1@x$/m);
    expect(out).toMatch(/^VEVENT +10 +DTSTART is missing/m);
    world.feeds.delete(library);
    await world.discal("poll", "Town library");
    const failed = json(await world.discal("sites", "health", "Town library", "--json"));
    expect(failed).toMatchObject({
      state: "failing",
      polls: [{ outcome: "failed" }, { outcome: "changed" }],
    });
    expect((await world.discal("sites", "health")).out).toMatch(/^Town library: failing since/m);
  });

  test("of what is suspended says why and what to do", async () => {
    const world = configured();
    expect((await world.discal("sites", "suspend", "Theatre", "--reason", "moves in May")).code).toBe(0);
    const { out } = await world.discal("sites", "health", "Theatre");
    expect(out).toMatch(/^Theatre: suspended: moves in May \(`npx discal sites resume 1` polls it again\)$/m);
    expect((await world.discal("sites")).out).toMatch(/^1 +Theatre +feed +suspended/m);
    await world.discal("sites", "resume", "Theatre");
    expect((await world.discal("sites", "health", "Theatre")).out).not.toContain("suspended");
  });
});

describe("sites edit and remove", () => {
  test("change what was added here", async () => {
    const world = configured();
    await world.discal("sites", "add", library, "--yes", "--tag", "books");
    const edited = await world.discal("sites", "edit", "2", "--name", "Library", "--no-tag", "--json");
    expect(json(edited).changed).toMatchObject({ name: "Library", tags: [] });
    expect((await world.discal("sites", "remove", "Library")).out).toMatch(/^Removed Library\./);
    expect((await world.discal("sites")).out).toMatch(/^2 +Library +feed +disabled/m);
  });

  test.each([
    [
      ["edit", "Theatre", "--poll", "2h"],
      /"Theatre" stands under `sites:` in .*peers\.yaml: change it there/,
    ],
    [["remove", "Theatre"], /"Theatre" stands under `sites:` in .*peers\.yaml/],
    [["edit", "Theatre"], /nothing is to be changed: give --name/],
    [["edit", "Theatre", "--lead", "me"], /Allowed choices are person, source/],
  ])("%j is wrong use, and says what to do", async (args, said) => {
    const { code, err } = await configured().discal("sites", ...args);
    expect(code).toBe(2);
    expect(err).toMatch(said);
  });
});

describe("peers add", () => {
  test("shows who answers, and pins the key that was shown", async () => {
    const world = configured({ answers: ["yes"] });
    const fingerprint = await neighbour(world);
    const { out } = await world.discal("peers", "add", "https://b.example", "--no-accept");
    expect(out).toMatch(/^node +Ben's$/m);
    expect(out.replaceAll(" ", "")).toContain(fingerprint);
    expect(out).toMatch(/peers add https:\/\/a\.example --fingerprint [0-9A-F]{40}/);
    const [peer] = json(await world.discal("peers", "--json")).peers;
    expect(peer).toMatchObject({ name: "Ben's", fingerprint, push: true, accept: false });
    expect((await world.discal("peers", "remove", "b.example")).out).toMatch(/^Removed Ben's\./);
    expect(json(await world.discal("peers", "--json")).peers).toMatchObject([{ enabled: false }]);
  });

  test("refuses another key than the one that was named", async () => {
    const world = configured();
    await neighbour(world);
    const { code, err } = await world.discal(
      "peers",
      "add",
      "https://b.example",
      "--yes",
      "--fingerprint",
      "A".repeat(40),
    );
    expect([code, err]).toEqual([1, expect.stringMatching(/shows the key .* Nothing was done\./)]);
    expect(json(await world.discal("peers", "--json")).peers).toEqual([]);
  });

  test.each(["add", "register"])(
    "%s shows the key to whoever cannot be asked, and does nothing",
    async (how) => {
      const world = configured();
      await neighbour(world);
      const { code, out, err } = await world.discal("peers", how, "https://b.example");
      const key = /^key +(.*)$/m.exec(out)?.[1]?.replaceAll(" ", "");
      expect([code, err]).toEqual([2, expect.stringContaining(`add --yes --fingerprint ${key}`)]);
      expect(json(await world.discal("peers", "--json")).peers).toEqual([]);
    },
  );

  test("adds one that does not answer yet, and says so", async () => {
    const { code, out } = await configured().discal("peers", "add", "https://c.example", "--yes");
    expect(code).toBe(0);
    expect(out).toMatch(/^c\.example: nobody is there$/m);
    expect(out).toMatch(/^Added c\.example/m);
  });

  test.each([
    ["https://b.example/feed.ics", /expected an origin/],
    ["https://a.example", /is this node itself/],
    ["b.example", /is no node's address/],
  ])("of %s is wrong use", async (address, said) => {
    const { code, err } = await configured().discal("peers", "add", address, "--yes");
    expect(code).toBe(2);
    expect(err).toMatch(said);
  });
});
