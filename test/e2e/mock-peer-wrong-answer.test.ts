import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createKey } from "../support/mock-peer/keys.ts";
import type { Instead } from "../support/mock-peer/peer.ts";
import { mark, siteDocument } from "../support/mock-peer/routes.ts";
import {
  eventOf,
  hold,
  type Mock,
  mockWorld,
  type MockWorld,
  type Polled,
  pushTo,
} from "../support/mock-world.ts";

let world: MockWorld;
let mock: Mock;

beforeAll(async () => {
  world = await mockWorld({ pushedTo: 6, polled: wrong.length, silent: 2 });
  mock = world.peer();
  await pushTo(mock, eventOf(mock, { id: "stays", title: "Stays" }));
});

afterAll(() => world[Symbol.asyncDispose]());

afterEach(() => world.checkLog());

/** Answers so at a path; all else as it should be. */
function at(path: string, answer: (response: ServerResponse) => void): Instead {
  return ({ target }, response) => {
    if (!target.startsWith(path)) return false;
    answer(response);
    return true;
  };
}

const said = (body: unknown) => (response: ServerResponse) => void response.end(JSON.stringify(body));
const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(code, headers).end();
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 32));
const bombed = (response: ServerResponse) =>
  void response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
const cutOff = (response: ServerResponse) => {
  response.writeHead(200, { "content-length": "1000" });
  response.write('{"epoch":');
  setImmediate(() => response.destroy());
};
const place = "/.well-known/discal";
const changes = "/discal/v1/changes";
const digest = "/discal/v1/digest";
const page = (more: object) => said({ epoch: "mock-1", next: 1, more: false, items: [], ...more });

const wrong: readonly (readonly [string, RegExp, () => Instead])[] = [
  ["a site document that is no JSON", /./, () => at(place, (response) => void response.end("<html>"))],
  [
    "a site document with an endpoint elsewhere",
    /./,
    () => at(place, said({ ...siteDocument(mock), keyUrl: "https://evil.example/key" })),
  ],
  ["a site document that is a bomb", /longer than/, () => at(place, bombed)],
  [
    "a redirect of its site document",
    /302/,
    () => at(place, status(302, { location: `${world.url}/.well-known/discal` })),
  ],
  ["changes that are no JSON", /no JSON/, () => at(changes, (response) => void response.end("nonsense"))],
  ["changes that break off", /./, () => at(changes, cutOff)],
  ["changes that are a bomb", /longer than/, () => at(changes, bombed)],
  [
    "changes of more than 8 MiB",
    /longer than/,
    () => at(changes, (response) => void response.end(" ".repeat(9 * 1024 * 1024))),
  ],
  ["a redirect of its changes", /307/, () => at(changes, status(307, { location: "http://127.0.0.1:1/" }))],
  [
    "1001 changes at once",
    /not as the protocol says/,
    () =>
      at(
        changes,
        page({
          items: Array.from({ length: 1001 }, (_, seq) => ({ seq, uid: `${seq}`, versions: [anyMark()] })),
        }),
      ),
  ],
  [
    "17 versions of a UID",
    /not as the protocol says/,
    () => at(changes, page({ items: [{ seq: 1, uid: "1", versions: Array.from({ length: 17 }, anyMark) }] })),
  ],
  [
    "a C1 that is none",
    /not as the protocol says/,
    () =>
      at(
        changes,
        page({ items: [{ seq: 1, uid: "1", versions: [{ ...anyMark(), c1: "../../etc/passwd" }] }] }),
      ),
  ],
  ["a number that is negative", /not as the protocol says/, () => at(changes, page({ next: -1 }))],
  [
    "changes without end that do not go on",
    /does not go on/,
    () => at(changes, page({ next: 0, more: true })),
  ],
  ["a fault of its server", /500/, () => at(changes, status(500))],
  ["a refusal to answer so often", /429/, () => at(changes, status(429, { "retry-after": "3600" }))],
];

describe("a poll of a peer that answers wrongly fails by itself, and says why", () => {
  let polled: readonly Polled[];
  let mocks: readonly Mock[];

  beforeAll(async () => {
    mocks = wrong.map(() => world.peer("polled"));
    await world.until(() =>
      mocks.every(({ asked }) => asked.some(({ target }) => target.startsWith(digest))),
    );
    for (const [n, [, , instead]] of wrong.entries()) mocks[n]?.misbehave(instead());
    polled = await world.pollAll();
  });

  it.each(wrong.map(([name, reason], n) => ({ name, reason, n })))("$name", ({ reason, n }) => {
    const failed = { outcome: "failed", reason: expect.stringMatching(reason) as string };
    expect(polled.find(({ url }) => url === mocks[n]?.origin)).toMatchObject(failed);
  });

  it("and changes nothing", async () => {
    expect(await world.titles()).toEqual(["Stays"]);
  });

  it("another key than the pinned one stops it, and people are told", async () => {
    const other = await createKey("other");
    mock.misbehave(at(place, said({ ...siteDocument({ ...mock, key: other }) })));
    expect((await world.poll(mock)).outcome).toBe("failed");
    expect(await world.cli("notices", "--json")).toContain(other.fingerprint);
  });
});

describe("what a peer lies about is asked for, and then not believed", () => {
  const held = (name: string) => hold(mock, eventOf(mock, { id: name, title: name }));

  it("bytes that are not those that it names are not taken, and asked for again later, not at once", async () => {
    const c1 = await held("Named");
    mock.misbehave(
      at(
        "/discal/v1/objects",
        (response) => void response.end(eventOf(mock, { id: "Named", title: "Other bytes" })),
      ),
    );
    await world.poll(mock);
    const asked = () => mock.asked.filter(({ body }) => body.includes(c1)).length;
    expect(asked()).toBe(1);
    await world.poll(mock);
    expect(asked()).toBe(1);
    expect(await world.titles()).toEqual(["Stays"]);
  });

  it("another class than that of the bytes is not taken", async () => {
    const version = mock.commons.find(await held("Of another class"))?.version;
    if (version === undefined) throw new Error("it is not held");
    const items = [{ seq: 91, uid: version.uid, versions: [mark({ ...version, class: "signed" })] }];
    const lies = at(changes, page({ next: 91, items }));
    const mute = at(digest, status(503));
    mock.misbehave((asked, response) => lies(asked, response) || mute(asked, response));
    await world.poll(mock);
    expect(mock.asked.filter(({ body }) => body.includes(version.c1))).toHaveLength(1);
    expect(await world.titles()).toEqual(["Stays"]);
  });

  it("an epoch that is another one each time ends the poll", async () => {
    let n = 0;
    mock.misbehave(({ target }, response) => {
      if (!target.startsWith(changes)) return false;
      said({ epoch: `lie ${(n += 1)}`, next: n, more: true, items: [] })(response);
      return true;
    });
    await world.poll(mock);
    expect(n).toBeLessThan(300);
  });

  it("changes without end that go on are left off by and by", async () => {
    let next = 0;
    mock.misbehave(({ target }, response) => {
      if (!target.startsWith(changes)) return false;
      page({ next: (next += 1), more: true })(response);
      return true;
    });
    await world.poll(mock);
    expect(next).toBeLessThan(2000);
  });

  it.each([
    ["is no digest", said({ epoch: "mock-1", next: 0, buckets: 4096, fingerprints: "AAAA" })],
    ["is a bomb", bombed],
    [
      "says that all differs, and nothing is there",
      said({
        epoch: "mock-1",
        next: 0,
        buckets: 4096,
        fingerprints: Buffer.alloc(65_536, 1).toString("base64"),
      }),
    ],
  ])("a digest that %s harms nothing", async (_, answer) => {
    mock.misbehave(({ target }, response) => {
      if (target.startsWith(changes)) page({ next: 0 })(response);
      else if (target.startsWith("/discal/v1/digest?")) answer(response);
      else return false;
      return true;
    });
    await world.poll(mock, "--compare");
    expect(await world.titles()).toEqual(["Stays"]);
  });

  it("another UID than that of the bytes counts for nothing: they are taken for what they say", async () => {
    const version = mock.commons.find(await held("By its bytes"))?.version;
    if (version === undefined) throw new Error("it is not held");
    mock.misbehave(
      at(changes, page({ next: 92, items: [{ seq: 92, uid: "other", versions: [mark(version)] }] })),
    );
    await world.poll(mock);
    const { items } = (await (await fetch(`${world.url}/discal/v1/changes`)).json()) as {
      items: { uid: string }[];
    };
    expect(items.map(({ uid }) => uid)).not.toContain("other");
    expect(await world.titles()).toContain("By its bytes");
  });

  it("and once it behaves, all is made up for", async () => {
    mock.misbehave(null);
    mock.epoch = "mock-3";
    await held("At last");
    await world.poll(mock, "--compare");
    expect(await world.titles()).toContain("At last");
  });
});

describe("a peer that answers pushes wrongly keeps no other waiting", () => {
  const door = "/discal/enter-event";

  it("be it gone, overburdened, mistaken, redirecting, or silent", async () => {
    const wrong = {
      gone: at(door, status(410)),
      busy: at(door, status(429, { "retry-after": "7200" })),
      mistaken: at(door, said([{ uid: "other", revision: 1, verdict: "accepted", reason: "" }])),
      elsewhere: at(door, status(307, { location: `${world.url}/discal/enter-event` })),
      silent: at(door, () => {}),
    };
    const mocks = Object.fromEntries(Object.keys(wrong).map((name) => [name, world.peer("pushed to")]));
    for (const [name, instead] of Object.entries(wrong)) mocks[name]?.misbehave(instead);
    const good = world.peer("pushed to");
    const out = await world.cli("events", "add", "--title", "For all", "--start", "2031-05-01", "--json");
    const { uid } = JSON.parse(out) as { uid: string };
    await world.until(() => good.commons.standing().some((version) => version.uid === uid));
    await world.until(async () => (await lag()).filter(({ failures }) => failures > 0).length >= 4);
    const rows = await lag();
    const of = (name: string) => rows.find(({ url }) => url === mocks[name]?.origin);
    expect(of("gone")).toMatchObject({ stopped: true });
    expect(Date.parse(of("busy")?.next_try ?? "")).toBeGreaterThan(Date.now() + 3_600_000);
    expect(of("mistaken")).toMatchObject({
      stopped: false,
      backlog: 2,
      last_error: expect.stringContaining("other objects") as string,
    });
    expect(of("elsewhere")).toMatchObject({
      stopped: false,
      last_error: expect.stringContaining("307") as string,
    });
    expect(of("silent")).toMatchObject({ backlog: 2, failures: 0 });
  });

  async function lag() {
    const { peers } = JSON.parse(await world.cli("peers", "lag", "--json")) as {
      peers: readonly { readonly url: string; readonly failures: number; readonly next_try: string | null }[];
    };
    return peers;
  }
});

function anyMark() {
  const digest = "0".repeat(64);
  return { class: "open", revision: 1, digest, c1: digest, hop: 0, cancelled: false };
}
