import { describe, expect, it, onTestFinished } from "vitest";
import { IDLE, type Site } from "../../../src/core/model/site.ts";
import { createSelf } from "../../../src/exchange/self.ts";
import {
  addSite,
  changeSite,
  type NewSite,
  replay,
  resumeSite,
  suspendSite,
} from "../../../src/exchange/site-desk.ts";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { createCheapSigner } from "../../support/cheap-signer.ts";

const NOW = Date.UTC(2026, 2, 16, 12);
const library: NewSite = { kind: "feed", url: "https://library.example/a.ics" };

async function desk(allow: readonly string[] = []) {
  const store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
  onTestFinished(() => store[Symbol.asyncDispose]());
  const node = { url: "https://here.example", name: "here", timezone: "UTC", authority: "open" as const };
  return { self: createSelf(node, allow, createCheapSigner("here")), store, allow, clock: () => NOW };
}

const fileSite = {
  ...IDLE,
  kind: "feed",
  url: "https://first.example/",
  name: "First",
  declared: "file",
  position: 0,
  poll: "1h",
} as const;

describe("a site that is added", () => {
  it("gets what the file would give it, stands after the file, and is due at once", async () => {
    const here = await desk();
    await here.store.registry.declare("file", [fileSite], NOW);
    const added = await addSite(here, { ...library, tags: ["books", "books"] });
    expect(added).toMatchObject({ declared: "api", name: "library.example", poll: "1h", tags: ["books"] });
    await here.store.registry.declare(
      "file",
      [fileSite, { ...fileSite, url: "https://later.example/", position: 1 }],
      NOW,
    );
    const order = (await here.store.registry.all()).map(({ url }: Site) => url);
    expect(order).toEqual(["https://first.example/", "https://later.example/", library.url]);
    expect((await here.store.polls.claimDue(NOW, NOW + 1)).map(({ site }) => site.url)).toContain(
      library.url,
    );
  });

  it.each<[string, NewSite, RegExp]>([
    [
      "plain http",
      { ...library, url: "http://library.example/" },
      /^url: plain http: is only for addresses in network\.allow/,
    ],
    ["no address", { ...library, url: "library" }, /^url: expected the address of a feed/],
    ["a schedule that is none", { ...library, poll: "5" }, /^poll: expected an interval/],
    ["a tag with a comma", { ...library, tags: ["a", "b,c"] }, /^tags\[1\]: expected a tag/],
    ["a name of nothing", { ...library, name: "" }, /^name: expected a name/],
    ["a role that feeds have not", { ...library, push: true }, /^push: unknown key/],
    ["a peer with a path", { kind: "peer", url: "https://b.example/feed.ics" }, /^url: expected an origin/],
    [
      "a peer that is the node itself",
      { kind: "peer", url: "https://here.example" },
      /^url: this is the node itself/,
    ],
    [
      "a short fingerprint",
      { kind: "peer", url: "https://b.example", fingerprint: "AB" },
      /^fingerprint: expected/,
    ],
    ["a file", { kind: "file", url: "file:a.ics" }, /^A file is imported/],
  ])("is refused for %s, and nothing is stored", async (_, site, said) => {
    const here = await desk();
    await expect(addSite(here, site)).rejects.toThrow(said);
    expect(await here.store.registry.all()).toEqual([]);
  });

  it("may be plain http within network.allow", async () => {
    expect(
      await addSite(await desk(["10.0.0.0/8"]), { ...library, url: "http://10.1.2.3/a.ics" }),
    ).toMatchObject({
      url: "http://10.1.2.3/a.ics",
    });
  });

  it("can be changed by the same rules, and removed and added again", async () => {
    const here = await desk();
    const { id } = await addSite(here, library);
    expect(await changeSite(here, id, { poll: null, lead: "source" })).toMatchObject({
      poll: null,
      lead: "source",
    });
    await expect(changeSite(here, id, { poll: "now" })).rejects.toThrow(/^poll: expected/);
    expect(await changeSite(here, id, { enabled: false })).toMatchObject({ enabled: false, poll: null });
    expect(await addSite(here, library)).toMatchObject({ id, enabled: true });
    await expect(addSite(here, library)).rejects.toMatchObject({ problem: "conflict" });
  });
});

describe("the rows of the file", () => {
  it("are read-only, but may be suspended and resumed", async () => {
    const here = await desk();
    await here.store.registry.declare("file", [fileSite], NOW);
    const [site] = await here.store.registry.all();
    const id = site?.id ?? 0;
    await expect(changeSite(here, id, { poll: "2h" })).rejects.toMatchObject({ problem: "read-only" });
    await suspendSite(here, id, "moves in May");
    expect(await here.store.polls.claimDue(NOW, NOW + 1)).toEqual([]);
    expect(await here.store.polls.healthOf(id)).toMatchObject({
      suspended: true,
      lastReason: "moves in May",
    });
    await resumeSite(here, id);
    expect(await here.store.polls.claimDue(NOW, NOW + 1)).toHaveLength(1);
  });

  it.each(["", "two\nlines", "x".repeat(201)])("are not suspended for the reason %j", async (reason) => {
    const here = await desk();
    const { id } = await addSite(here, library);
    await expect(suspendSite(here, id, reason)).rejects.toMatchObject({ problem: "invalid" });
  });
});

it("only peers are delivered to anew, and what is not there is told", async () => {
  const here = await desk();
  const { id } = await addSite(here, library);
  await expect(replay(here, id)).rejects.toThrow("library.example is no peer");
  const peer = await addSite(here, { kind: "peer", url: "https://b.example" });
  await replay(here, peer.id);
  for (const work of [
    replay(here, 99),
    suspendSite(here, 99, "x"),
    resumeSite(here, 99),
    changeSite(here, 99, {}),
  ])
    await expect(work).rejects.toMatchObject({ problem: "not-found" });
});
