import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { registration } from "../../contract/registrations.ts";
import { createWorld, type World } from "./world.ts";

const json = ({ out }: { readonly out: string }) => JSON.parse(out);

function configured() {
  const world = createWorld();
  world.write(
    "peers.yaml",
    `node: { url: "https://a.example", timezone: UTC }
peers: [{ url: "https://file.example", filters: { out: { hops: 2 } } }]
`,
  );
  return world;
}

describe("filters of peers", () => {
  test("are given when one is added, shown as they are typed, and changed", async () => {
    const world = configured();
    const filters = ["--filter-in", "{tags: [music]}", "--filter-out", "hops: 3"];
    const added = await world.discal("peers", "add", "https://b.example", "--yes", ...filters);
    expect(added.code).toBe(0);
    const { out } = await world.discal("peers");
    expect(out).toMatch(/^b\.example: only \{tags: \[music\]\} is taken$/m);
    expect(out).toMatch(/^b\.example: only \{hops: 3\} is given$/m);
    expect(out).toMatch(/^file\.example: only \{hops: 2\} is given$/m);

    const asJson = json(await world.discal("peers", "edit", "b.example", "--no-push", "--json"));
    expect(asJson.changed).toMatchObject({ push: false, pushed: false });
    const restored = json(await world.discal("peers", "edit", "b.example", "--push", "--json"));
    expect(restored.changed).toMatchObject({ push: true, pushed: true, lag: { stopped: false } });

    const edit = ["peers", "edit", "b.example", "--filter-out", "everything", "--no-accept", "--name", "Ben"];
    expect((await world.discal(...edit)).out).toBe("Changed Ben.\n");
    const peer = json(await world.discal("peers", "--json")).peers.at(-1);
    expect(peer).toMatchObject({ name: "Ben", push: true, accept: false });
    expect(peer.filters).toEqual({ in: { tags: ["music"] }, out: null });
  });

  test.each([
    [["b.example"], /nothing is to be changed/],
    [["b.example", "--filter-in", "{tag: [x]}"], /--filter-in: tag: unknown key; did you mean "tags"/],
    [["file.example", "--no-push"], /stands under `peers:` in/],
  ])("are not changed by wrong use: %j", async (args, said) => {
    const world = configured();
    await world.discal("peers", "add", "https://b.example", "--yes");
    const { code, err } = await world.discal("peers", "edit", ...args);
    expect([code, err]).toEqual([2, expect.stringMatching(said)]);
  });
});

describe("the quota of a peer", () => {
  test("is given when one is added, changed, and taken back", async () => {
    const world = configured();
    const added = await world.discal("peers", "add", "https://b.example", "--yes", "--quota", "50", "--json");
    expect(json(added).added.quota).toBe(50);
    const edit = (quota: string) => world.discal("peers", "edit", "b.example", "--quota", quota, "--json");
    expect(json(await edit("7")).changed.quota).toBe(7);
    expect((await world.discal("peers")).out).toMatch(/^b\.example: at most 7 new events a day are taken$/m);
    expect(json(await edit("usual")).changed.quota).toBeNull();
  });

  test.each(["0", "-1", "1.5", "many", "100000001", ""])("is no “%s”", async (quota) => {
    const world = configured();
    for (const command of [
      ["add", "https://b.example", "--yes"],
      ["edit", "file.example"],
    ]) {
      const { code, err } = await world.discal("peers", ...command, "--quota", quota);
      expect([code, err]).toEqual([
        2,
        expect.stringContaining(`--quota is "${quota}": expected a number of events from 1 to 100000000`),
      ]);
    }
  });
});

test("a peer that was suspended is listed as such, with the way back", async () => {
  const world = configured();
  await world.discal("peers", "add", "https://b.example", "--yes");
  await world.discal("sites", "suspend", "b.example");
  const { out } = await world.discal("peers");
  expect(out).toMatch(/^2 +b\.example +suspended /m);
  expect(out).toMatch(/^b\.example: .*until: npx discal peers resume 2$/m);
});

test.each(["b.example", "2", "https://b.example"])("a peer is resumed by one word: %s", async (wanted) => {
  const world = configured();
  await world.discal("peers", "add", "https://b.example", "--yes");
  expect((await world.discal("peers", "resume", wanted)).err).toContain("b.example is not suspended");
  await world.discal("sites", "suspend", "b.example");
  const { code, out } = await world.discal("peers", "resume", wanted);
  expect({ code, out }).toEqual({
    code: 0,
    out: "What comes from b.example is taken again.\nb.example is pushed to again.\n",
  });
  expect((await world.discal("peers")).out).not.toContain("suspended");
  expect((await world.discal("peers", "resume", "c.example")).err).toContain(
    'no such request of "c.example"',
  );
});

test("a peer is suspended by one word, too, whether or not it has asked to be pushed to", async () => {
  const world = configured();
  await world.discal("peers", "add", "https://b.example", "--yes", "--no-push");
  const suspend = () => world.discal("peers", "suspend", "b.example");
  expect((await suspend()).out).toBe(
    "Nothing of b.example is taken, and nothing is pushed to it.\nTo go on: npx discal peers resume b.example\n",
  );
  expect((await world.discal("peers")).out).toMatch(/^2 +b\.example +suspended /m);
  expect((await suspend()).err).toContain("b.example is suspended already");
  await asked(world, "active");
  expect((await suspend()).out).toMatch(/^Nothing is pushed to b\.example\.$/m);
  expect((await world.discal("peers", "resume", "b.example")).out).toBe(
    "What comes from b.example is taken again.\nb.example is pushed to again.\n",
  );
});

test("a peer that its entry pushes to is given nothing while it is suspended, and is pushed to again after it", async () => {
  const world = configured();
  await world.discal("peers", "add", "https://b.example", "--yes");
  expect((await world.discal("peers", "suspend", "b.example")).out).toContain("nothing is pushed to it.");
  expect((await world.discal("peers", "lag")).out).toMatch(/b\.example +suspended/);
  expect((await world.discal("peers", "resume", "b.example")).out).toContain("b.example is pushed to again.");
});

/** A site has asked to be pushed to, and was approved. */
async function asked({ folder }: World, state: "active" | "suspended"): Promise<void> {
  await using store = await openStore({ path: join(folder, "discal.db"), timezone: "UTC", now: 0 });
  await store.registrations.save(registration("one", { state, leaseUntil: Date.UTC(2027, 0, 1) }));
}

test("a peer is resumed with its request to be pushed to", async () => {
  const world = configured();
  await world.discal("peers", "add", "https://b.example", "--yes");
  await asked(world, "suspended");
  expect((await world.discal("peers", "resume", "b.example")).out).toBe("b.example is pushed to again.\n");
  expect((await world.discal("peers", "resume", "b.example")).err).toContain("it is not suspended");
});

test("the filter of a feed is given when it is added, and taken away again", async () => {
  const world = configured();
  const address = "https://library.example/a.ics";
  const add = ["sites", "add", address, "--yes", "--no-preview", "--name", "Library"];
  await world.discal(...add, "--filter-in", "{without_tags: [ads]}");
  const settings = async () => json(await world.discal("sites", "--json")).sites.at(-1).settings;
  expect((await settings()).filters).toEqual({ in: { without_tags: ["ads"] } });
  expect((await world.discal("sites", "health", "Library")).out).toMatch(
    /^taken +only \{without_tags: \[ads\]\}/m,
  );
  await world.discal("sites", "edit", "Library", "--filter-in", "everything");
  expect((await settings()).filters).toEqual({ in: null });
});
