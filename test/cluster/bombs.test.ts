import { expect, it } from "vitest";
import { signedPost } from "../../src/exchange/pushing/signed-post.ts";
import { PATHS } from "../../src/exchange/self.ts";
import { createToken } from "../../src/exchange/tokens.ts";
import { createWorkshop } from "../../src/workshop/in-children.ts";
import { BOMBS, bombCalendar, bombLines } from "../support/bombs.ts";
import { createCluster, urlOf, type Cluster } from "../support/cluster.ts";
import { against } from "../support/threat.ts";
import { type Cost, costOf, worst } from "../support/turns.ts";

const FEED = "https://hostile.example/feed.ics";
const STAMPS = ["X-HOP:0", "X-REVISION:1", `X-REVISE-URL:${urlOf("a")}/discal/revise`];
const NAMES = Object.keys(BOMBS);

const calendar = (...lines: readonly string[]) =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", ...lines, "END:VCALENDAR", ""].join("\r\n");
const bread = [
  "BEGIN:VEVENT",
  "UID:bread@x",
  "DTSTAMP:20260301T000000Z",
  "DTSTART:20260320T100000Z",
  "SUMMARY:Bread",
  "END:VEVENT",
];

/** No turn may be longer, ms, and no more may be kept, MiB. */
function expectCheap({ turn, grown }: Cost): void {
  expect(turn).toBeLessThan(300);
  expect(grown).toBeLessThan(20);
}

/** What a push of objects, 1 MiB at most, costs the one that gets it. */
async function push(
  cluster: Cluster,
  objects: readonly string[],
): Promise<{ readonly cost: Cost; readonly verdicts: readonly string[] }> {
  const [a, b] = [cluster.node("a"), cluster.node("b")];
  const sender = {
    self: a.self,
    clock: () => cluster.now(),
    random: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
  };
  const to = { url: `${urlOf("b")}${PATHS.enterEvent}`, key: b.self.signer.fingerprint };
  const body = new TextEncoder().encode(objects.join(""));
  const { url, headers } = await signedPost(sender, to, body);
  const request = new Request(url, { method: "POST", headers: { ...headers }, body });
  const { result, ...cost } = await costOf(() => b.fetch(request));
  const answer = (await result.json()) as readonly { readonly verdict: string }[];
  return { cost, verdicts: answer.map(({ verdict }) => verdict) };
}

/** Copies of bombs, as many as one push may hold. */
function salvo(names: readonly string[]): readonly string[] {
  const objects: string[] = [];
  for (let [n, size] = [0, 0]; n < 50; n += 1) {
    const name = names[n % names.length]!;
    const next = bombCalendar(name, `${n}-${name}@x`, STAMPS);
    if ((size += next.length) > 1_000_000) break;
    objects.push(next);
  }
  return objects;
}

it.for([
  ["each once", NAMES],
  ["the dearest fifty times", ["days that each last a century"]],
] as const)(
  "a push full of bombs, %s, is answered object by object, and others have their turn meanwhile",
  against(
    "bombs",
    "a peer pushes 1 MiB of the dearest objects",
    "they are read and merged 256 KiB at a time, and each expanded for 2,000 steps",
  ),
  async ([, names], { task }) => {
    await using cluster = await createCluster({ push: { a: ["b"] }, workshop: createWorkshop });
    const objects = salvo(names);
    const { cost, verdicts } = await push(cluster, objects);
    expect(verdicts).toHaveLength(objects.length);
    const more = await costOf(() => cluster.node("b").tick());
    for (const each of [cost, more]) expectCheap(each);
    expect(await cluster.node("b").store.expansions.due(cluster.now(), 1)).toEqual([]);
    task.meta.figure = worst([cost, more]);
  },
);

it(
  "whoever enters bombs with a token has each answered, and others have their turn meanwhile",
  against(
    "bombs",
    "a thief of a token enters 1 MiB of the dearest objects",
    "others have their turn after each one",
  ),
  async ({ task }) => {
    await using cluster = await createCluster({ push: { a: ["b"] }, workshop: createWorkshop });
    const a = cluster.node("a");
    const wish = { name: "stolen", role: "editor", expiresAt: null } as const;
    const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
    const { text } = await createToken(a.store.tokens, random, wish, cluster.now());
    const objects = salvo(NAMES);
    const request = new Request(`${urlOf("a")}${PATHS.enterEvent}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${text}`, "Content-Type": "text/calendar" },
      body: objects.join(""),
    });
    const { result, ...cost } = await costOf(() => a.fetch(request));
    expect(await result.json()).toHaveLength(objects.length);
    expectCheap(cost);
    task.meta.figure = worst([cost]);
  },
);

it(
  "a feed full of bombs is read, and what else stands in it is taken",
  against(
    "bombs",
    "a feed holds all the dearest objects many times",
    "it is read in a child process and merged some objects at a time",
  ),
  async ({ task }) => {
    await using cluster = await createCluster({
      push: { a: ["b"] },
      poll: { a: [FEED] },
      workshop: createWorkshop,
    });
    const bombs = NAMES.flatMap((name) => [0, 1, 2].flatMap((n) => bombLines(name, `${n}-${name}@x`)));
    cluster.serveFeed(FEED, calendar(...bombs, ...bread));
    const a = cluster.node("a");
    const sites = (await a.store.registry.all()).filter(({ url }) => url === FEED);
    const cost = await costOf(() => a.poll(sites));
    expect(cost.result[0]).toMatchObject({ outcome: "changed" });
    expect(await a.store.commons.get("bread@x")).not.toBeNull();
    expectCheap(cost);
    const more = await costOf(() => a.tick());
    expectCheap(more);
    expect(await a.store.expansions.due(cluster.now(), 1)).toEqual([]);
    task.meta.figure = worst([cost, more]);
  },
);
