import { mkdtempSync, rmSync } from "node:fs";
import { USUAL_LIMITS } from "../../src/config/limit-options.ts";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { SiteDeclaration } from "../../src/core/model/site.ts";
import { DomainError } from "../../src/core/model/domain-error.ts";
import type { OutboundRequest, OutboundResponse } from "../../src/net/send.ts";
import { createNode, type Node } from "../../src/node.ts";
import { type MoveStatement, signMove } from "../../src/wire/move.ts";
import { createVerifier } from "../../src/wire/openpgp-verifier.ts";
import type { Signer, Verifier } from "../../src/wire/signer.ts";
import { peerSite } from "../contract/samples.ts";
import { createCheapSigner, createCheapVerifier } from "../support/cheap-signer.ts";
import { rotatingSigner } from "../support/keyed-network.ts";
import { against } from "../support/threat.ts";

const [OLD, NEW, LAST, B] = ["old", "new", "last", "b"].map((name) => `https://${name}.example`) as [
  string,
  string,
  string,
  string,
];
const MINUTE = 60_000;

const CHEAP = { signerOf: createCheapSigner, verifier: createCheapVerifier() };

/** Nodes by the origin at which they answer; they can be closed and started somewhere else. */
function createWorld(
  forgetful: string | null = "b",
  keys: { readonly signerOf: (name: string) => Signer; readonly verifier: Verifier } = CHEAP,
) {
  const folder = mkdtempSync(join(tmpdir(), "discal-move-"));
  const at = new Map<string, Node>();
  let now = Date.UTC(2026, 2, 16, 12);
  let forgeRequest = (request: OutboundRequest) => request;
  let forgeAnswer = (response: OutboundResponse) => response;
  onTestFinished(async () => {
    for (const node of new Set(at.values())) await node[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  async function send(asked: OutboundRequest): Promise<OutboundResponse> {
    const { url, method, headers, body } = forgeRequest(asked);
    const node = at.get(new URL(url).origin);
    if (node === undefined) throw new DomainError("unreachable", `${url} does not answer`);
    const init = { method, headers: { ...headers }, body: body === null ? null : Buffer.from(body) };
    const response = await node.fetch(new Request(url, init));
    const answer = new Uint8Array(await response.arrayBuffer());
    const all = Object.fromEntries(response.headers);
    return forgeAnswer({ status: response.status, headers: all, body: answer, url, movedTo: url });
  }

  async function start(name: string, url: string, peers: readonly SiteDeclaration[]): Promise<Node> {
    const node = await createNode({
      config: {
        file: null,
        sample: false,
        node: {
          url,
          name,
          listen: { host: "127.0.0.1", port: 0 },
          // On disk is what is closed and started again: all else is quicker in memory.
          data: name === forgetful ? ":memory:" : join(folder, name),
          secretKey: "",
          timezone: "UTC",
          contact: null,
          authority: "open",
        },
        network: { allow: [], proxies: [] },
        limits: USUAL_LIMITS,
        sites: peers,
        policies: [],
        registration: { answer: "deny", lease: 864_000_000 },
        brake: 200,
        quota: 20_000,
        notify: { webHook: null, mail: null },
      },
      clock: () => now,
      random: (length) => crypto.getRandomValues(new Uint8Array(length)),
      send,
      signer: keys.signerOf(name),
      verifier: keys.verifier,
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      version: "1.2.3",
    });
    at.set(url, node);
    return node;
  }

  async function stop(url: string): Promise<void> {
    await at.get(url)?.[Symbol.asyncDispose]();
    at.delete(url);
  }

  /** Lets all nodes work, and then time pass, for so many minutes. */
  async function pass(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      for (const node of new Set(at.values())) await node.tick();
      now += MINUTE;
    }
  }

  return {
    at,
    start,
    stop,
    pass,
    now: () => now,
    /** What is sent, or answered, is something else from now on. */
    forgeRequests: (next: typeof forgeRequest) => void (forgeRequest = next),
    forgeAnswers: (next: typeof forgeAnswer) => void (forgeAnswer = next),
  };
}

const enter = (node: Node, title: string) =>
  node.enter({
    title,
    start: "2026-04-01T19:00",
    end: null,
    zone: "Europe/Berlin",
    allDay: false,
    location: null,
    description: null,
    url: null,
    tags: [],
  });

async function titles(node: Node): Promise<readonly string[]> {
  const { rows } = await node.store.commons.list({ limit: 50 });
  return rows.map(({ event }) => event.title).toSorted();
}

const notices = async (node: Node) =>
  (await node.store.notices.list({ unseenOnly: true, before: null, limit: 50 })).filter(
    ({ kind }) => kind === "moved",
  );

/** Two nodes that push to each other, and have exchanged an event. */
async function pair(world = createWorld()) {
  const a = await world.start("a", OLD, [peerSite("b")]);
  const b = await world.start("b", B, [peerSite("old")]);
  const first = await enter(a, "First");
  await world.pass(3);
  expect(await titles(b)).toEqual(["First"]);
  return { world, a, b, first };
}

describe("a node that moves", () => {
  test("is followed also where it has rotated its key just before, and nobody has heard of that", async () => {
    const made = Date.UTC(2026, 2, 16, 11);
    const signers = { a: await rotatingSigner(OLD, made), b: await rotatingSigner(B, made) };
    const signerOf = (name: string) => signers[name as keyof typeof signers];
    const { world, a, b } = await pair(createWorld("b", { signerOf, verifier: createVerifier() }));
    await signers.a.rotate(world.now(), { how: "superseded" });
    await a.takeUpKeys();
    await a.move(NEW);
    await world.stop(OLD);
    await world.start("a", NEW, [peerSite("b")]);
    await world.pass(3);
    expect(await b.store.registry.all()).toMatchObject([{ url: NEW }]);
  });

  test("is followed by its peers, which are told, in both directions", async () => {
    const { world, a, b, first } = await pair();
    await a.move(NEW);
    await world.stop(OLD);
    await enter(b, "While it was away");
    await world.pass(50);
    const moved = await world.start("a", NEW, [peerSite("b")]);
    await world.pass(2);
    const [site] = await b.store.registry.all();
    expect(site).toMatchObject({ url: NEW, name: "old", fingerprint: moved.self.signer.fingerprint });
    expect(await notices(b)).toMatchObject([{ siteId: site?.id, text: expect.stringContaining(NEW) }]);

    await world.pass(1);
    expect(await titles(moved)).toContain("While it was away");
    await enter(moved, "From the new place");
    await enter(b, "To the new place");
    await moved.edit(first.uid, { title: "First, by its origin" });
    await world.pass(2);
    expect((await b.store.commons.get(first.uid))?.winner).toMatchObject({ revision: 1, hop: 1 });
    await b.edit(first.uid, { title: "First, changed" });
    await world.pass(5);
    const all = ["First, changed", "From the new place", "To the new place", "While it was away"];
    expect(await titles(b)).toEqual(all);
    expect(await titles(moved)).toEqual(all);
    expect(await moved.store.errands.list("announce-move")).toMatchObject([{ outcome: "it was told" }]);
  });

  test("is reported to where it is by now", async () => {
    const { world, a, b, first } = await pair();
    await a.move(NEW);
    await world.stop(OLD);
    const moved = await world.start("a", NEW, [peerSite("b", { accept: false })]);
    await world.pass(2);
    await b.redeclare([peerSite("new", { push: false })]);
    await b.edit(first.uid, { title: "First, changed" });
    await world.pass(3);
    expect(await b.store.errands.list("report")).toMatchObject([
      { lastError: null, outcome: expect.stringContaining("keeps it") },
    ]);
    expect((await moved.store.notices.list({ unseenOnly: true, before: null, limit: 9 }))[0]?.kind).toBe(
      "proposal",
    );
  });

  test("keeps its old events as its own: what is changed of them here is reported to nobody", async () => {
    const { world, a, first } = await pair();
    await a.move(NEW);
    await world.stop(OLD);
    const moved = await world.start("a", NEW, [peerSite("b")]);
    await moved.edit(first.uid, { title: "First, changed" });
    expect(await moved.store.errands.list("report")).toEqual([]);
  });

  test("is no second peer where the file still has its old URL, which a notice says", async () => {
    const { world, a, b } = await pair();
    await a.move(NEW);
    await world.stop(OLD);
    await world.start("a", NEW, [peerSite("b")]);
    await world.pass(2);
    expect((await notices(b))[0]?.text).toContain(`The configuration file still says ${OLD}`);
    for (const file of [[peerSite("old")], [peerSite("new")], [peerSite("new")]]) {
      await b.redeclare(file);
      const peers = (await b.store.registry.all()).filter(({ enabled }) => enabled);
      expect(peers).toMatchObject([{ url: NEW }]);
    }
  });

  test("is followed by a peer that was away, twice over, by one more start", async () => {
    const { world, a, b } = await pair(createWorld(null));
    await world.stop(B);
    await a.move(NEW);
    await world.stop(OLD);
    const there = await world.start("a", NEW, [peerSite("b")]);
    await world.pass(30);
    await there.move(LAST);
    await world.stop(NEW);
    const last = await world.start("a", LAST, [peerSite("b")]);
    await world.pass(30);
    const back = await world.start("b", B, [peerSite("old")]);
    await world.pass(60 * 5);
    expect(back).not.toBe(b);
    expect(await back.store.registry.all()).toMatchObject([{ url: LAST }]);
    await enter(last, "Second");
    await world.pass(3);
    expect(await titles(back)).toContain("Second");
  });

  test("is told of to peers that take no pushes of it, too", async () => {
    const world = createWorld();
    const a = await world.start("a", OLD, [peerSite("b")]);
    const b = await world.start("b", B, [peerSite("old", { accept: false })]);
    await enter(b, "First");
    await world.pass(3);
    await a.move(NEW);
    await world.stop(OLD);
    await enter(b, "Second");
    await world.pass(50);
    const moved = await world.start("a", NEW, [peerSite("b")]);
    await world.pass(2);
    expect(await b.store.registry.all()).toMatchObject([{ url: NEW }]);
    expect(await titles(moved)).toEqual(["First", "Second"]);
    expect(await moved.store.errands.list("announce-move")).toMatchObject([{ outcome: "it was told" }]);
  });

  test("has told nobody as long as it is where it was", async () => {
    const { world, a, b } = await pair();
    await a.move(NEW);
    await world.pass(3);
    expect(await a.store.errands.list("announce-move")).toEqual([]);
    expect(await b.store.registry.all()).toMatchObject([{ url: OLD }]);
  });

  test.each([
    ["https://new.example/path", "expected an origin"],
    ["http://new.example", "plain http:"],
    [OLD, "is where the node is already"],
    [B, "is a site of its own here"],
  ])("cannot move to %s", async (to, reason) => {
    const a = await createWorld("a").start("a", OLD, [peerSite("b")]);
    await expect(a.move(to)).rejects.toThrow(reason);
    expect(await a.store.moves.all()).toEqual([]);
  });

  test("tells its operator of a peer that does not know it", async () => {
    const { world, a, b } = await pair();
    await b.redeclare([]);
    await a.move(NEW);
    await world.stop(OLD);
    const moved = await world.start("a", NEW, [peerSite("b")]);
    await world.pass(3);
    expect(await notices(moved)).toMatchObject([{ text: expect.stringContaining(`${B} could not be told`) }]);
  });
});

test("a peer that moves is followed although another shows its certificate", async () => {
  const world = createWorld();
  const { fingerprint } = createCheapSigner("a");
  const a = await world.start("a", OLD, [peerSite("b")]);
  const b = await world.start("b", B, [peerSite("evil", { fingerprint }), peerSite("old")]);
  await enter(a, "First");
  await world.pass(3);
  await a.move(NEW);
  await world.stop(OLD);
  await enter(await world.start("a", NEW, [peerSite("b")]), "From the new place");
  await world.pass(3);
  const urls = (await b.store.registry.all()).map(({ url }) => url);
  expect(urls).toEqual(["https://evil.example", NEW]);
  expect(await titles(b)).toEqual(["First", "From the new place"]);
});

type World = ReturnType<typeof createWorld>;

/** The site document at NEW names the key of a, and these moves. */
function showMoves(world: World, moves: readonly MoveStatement[]): void {
  const { fingerprint } = createCheapSigner("a");
  world.forgeAnswers((response) => {
    if (!response.url.startsWith(`${NEW}/.well-known/discal`)) return response;
    const document = JSON.parse(new TextDecoder().decode(response.body));
    return { ...response, body: Buffer.from(JSON.stringify({ ...document, fingerprint, moves })) };
  });
}

/** Pushes of mallory go out under the name of a's key. */
function borrowName(world: World): void {
  const [own = "", pinned = ""] = ["mallory", "a"].map((name) => createCheapSigner(name).fingerprint);
  world.forgeRequests((request) => {
    const header = request.headers["DisCal-Signature"]?.replace(own, pinned);
    if (header === undefined) return request;
    return { ...request, headers: { ...request.headers, "DisCal-Signature": header } };
  });
}

describe("a peer stays where it is", () => {
  type Forge = (created: number) => Promise<MoveStatement>;
  const signed =
    (from: string, to: string, by = "a"): Forge =>
    (created) =>
      signMove({ from, to }, createCheapSigner(by), created);
  const DAY = 24 * 60 * MINUTE;

  test.each<[said: string, pusher: string, statement: Forge]>([
    ["another key pushes in the name of its own, with a true statement", "mallory", signed(OLD, NEW)],
    ["another key has signed the statement", "a", signed(OLD, NEW, "mallory")],
    ["the statement is of another origin", "a", signed(LAST, NEW)],
    ["the statement leads to another origin", "a", signed(OLD, LAST)],
    ["the statement was changed", "a", async (at) => ({ ...(await signed(OLD, LAST)(at)), to: NEW })],
    ["the statement is of the future", "a", (at) => signed(OLD, NEW)(at + DAY)],
  ])(
    "where %s",
    against(
      "identity",
      "somebody says that a peer has moved",
      "the pinned key must have signed the push and a statement from there to here",
    ),
    async (_, pusher, forged) => {
      const { world, b } = await pair();
      showMoves(world, [await forged(world.now() - MINUTE)]);
      borrowName(world);
      await world.stop(OLD);
      await enter(await world.start(pusher, NEW, [peerSite("b")]), "Forged");
      await world.pass(3);
      expect(await titles(b)).toEqual(["First"]);
      expect(await b.store.registry.all()).toMatchObject([{ url: OLD }]);
      expect(await notices(b)).toEqual([]);
    },
  );

  test("where the statement is older than the one that was followed", async () => {
    const { world, a, b } = await pair();
    const past = await signed(LAST, NEW)(world.now() - MINUTE);
    await a.move(LAST);
    await world.stop(OLD);
    await world.start("a", LAST, [peerSite("b")]);
    await world.pass(3);
    expect(await b.store.registry.all()).toMatchObject([{ url: LAST }]);
    await world.stop(LAST);
    showMoves(world, [past]);
    await enter(await world.start("a", NEW, [peerSite("b")]), "Forged");
    await world.pass(3);
    expect(await b.store.registry.all()).toMatchObject([{ url: LAST }]);
  });
});
