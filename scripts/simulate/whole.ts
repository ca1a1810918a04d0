import { hash } from "node:crypto";
import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalText, exactDigest } from "../../src/core/ical/canonical.ts";
import { splitCalendars } from "../../src/core/ical/object.ts";
import { DomainError } from "../../src/core/model/domain-error.ts";
import type { OutboundRequest, OutboundResponse } from "../../src/net/send.ts";
import { createCluster, urlOf, type Cluster, type Plan } from "../../test/support/cluster.ts";
import { seededDice, type Dice } from "../../test/support/dice.ts";
import type { Result } from "./simulation.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = 50;
const FEEDS = ["https://library.example/a.ics", "https://market.example/b.ics"];
const MEMORY = "/dev/shm";
/** Bytes that databases of a few dozen nodes never need. */
const ROOM = 256 * 1024 * 1024;
/** A site without revisions that shows what it took from a node. */
const LEGACY = "https://legacy.example/all.ics";

interface Scene {
  readonly dice: Dice;
  readonly names: readonly string[];
  readonly cluster: Cluster;
  readonly feeds: ReadonlyMap<string, Map<string, string>>;
  readonly down: Set<string>;
  readonly tally: Tally;
}

interface Tally {
  isRough: boolean;
  messages: number;
  bytes: number;
  transfers: number;
  readonly versions: Set<string>;
  /** Each version at each node that was told of it. */
  readonly told: Set<string>;
}

/** As {@link simulate}, but with whole nodes: real stores on disk, real messages, all that production does. */
export async function simulateWhole(
  { nodes, seed, identities }: { readonly nodes: number; readonly seed: number } & Pick<Plan, "identities">,
  tell: (progress: string) => void = () => {},
): Promise<Result> {
  const folder = mkdtempSync(join(quickFolder(), "discal-simulate-"));
  try {
    return await live({ nodes, seed, folder, ...(identities !== undefined && { identities }) }, tell);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In memory where there is room: a power cut is played by copying files, and every commit else waits for a disk. */
function quickFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ROOM ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}

async function live(
  given: { readonly nodes: number; readonly seed: number; readonly folder: string } & Pick<
    Plan,
    "identities"
  >,
  tell: (progress: string) => void,
): Promise<Result> {
  const dice = seededDice(given.seed);
  const names = Array.from({ length: given.nodes }, (_, n) => `n${n}`);
  const tally: Tally = {
    isRough: true,
    messages: 0,
    bytes: 0,
    transfers: 0,
    versions: new Set(),
    told: new Set(),
  };
  const plan = planFor(dice, names, given);
  const carry = carrier(dice, tally);
  await using cluster = await createCluster({ ...plan, carry });
  const feeds = new Map(FEEDS.map((url) => [url, new Map<string, string>()]));
  const scene: Scene = { dice, names, cluster, feeds, down: new Set(), tally };
  for (let step = 1; step <= STEPS; step += 1) {
    await act(scene);
    if (step % 10 === 0) tell(`lived ${step} of ${STEPS} steps`);
  }
  tally.isRough = false;
  cluster.heal();
  for (const name of scene.down) await cluster.revive(name);
  tell("healed");
  for (let day = 1; day <= 3; day += 1) {
    await cluster.stride(DAY, 2 * HOUR);
    const outside = await outliers(cluster);
    tell(`day ${day}: ${outside} of ${names.length} nodes differ`);
    if (day >= 2 && outside === 0) break;
  }
  const edges = [plan.push, plan.poll ?? {}]
    .flatMap((ways) => Object.values(ways).flat())
    .filter((target) => !target.includes(":")).length;
  const conflicts = await cluster
    .node(names[0] as string)
    .store.commons.waiting({ kind: "conflict", after: "", limit: 1000 });
  const { messages, bytes, transfers, versions, told } = tally;
  return {
    seed: given.seed,
    nodes: names.length,
    edges,
    versions: versions.size,
    messages,
    transfers,
    bytes,
    conflicts: conflicts.length,
    divergedBefore: 0,
    diverged: await outliers(cluster),
    oracleDiffers: null,
    least: told.size,
    digest: await digestOf(cluster, names[0] as string),
  };
}

/** Links in both directions, each way pushed or polled; whoever's clock is far off can only be polled, and poll. */
function planFor(
  dice: Dice,
  names: readonly string[],
  { folder, identities }: { readonly folder: string } & Pick<Plan, "identities">,
): Plan {
  const push: Record<string, string[]> = Object.fromEntries(names.map((name) => [name, []]));
  const poll: Record<string, string[]> = Object.fromEntries(names.map((name) => [name, []]));
  const skew = Object.fromEntries(
    names.map((name, n) => [
      name,
      n % 4 === 0 ? dice.between(-365, 365) * DAY : dice.between(-100, 100) * 1000,
    ]),
  );
  const isFarOff = (name: string) => Math.abs(skew[name] ?? 0) > HOUR;
  const way = (from: string, to: string) => {
    if (!isFarOff(from) && !isFarOff(to) && dice.between(1, 3) > 1) push[from]?.push(to);
    else poll[to]?.push(from);
  };
  const linked = new Set<string>();
  const link = (a: number, b: number) => {
    const name = [a, b].sort((x, y) => x - y).join();
    if (a === b || linked.has(name)) return;
    linked.add(name);
    const [one, two] = [names[a] as string, names[b] as string];
    way(one, two);
    way(two, one);
  };
  for (let n = 1; n < names.length; n += 1) link(n, dice.between(0, n - 1));
  for (let n = 0; n < names.length / 3; n += 1)
    link(dice.between(0, names.length - 1), dice.between(0, names.length - 1));
  for (const feed of [...FEEDS, ...FEEDS, LEGACY]) {
    const pollers = poll[dice.pick(names)];
    if (pollers?.includes(feed) === false) pollers.unshift(feed);
  }
  const settings = Object.fromEntries(
    names.map((name, n) => [
      name,
      {
        authority: n % 3 === 1 ? ("locked" as const) : ("open" as const),
        ...(n % 5 === 2 && { data: mkdtempSync(join(folder, `${name}-`)) }),
      },
    ]),
  );
  return { push, poll, skew, settings, pollEvery: "6h", ...(identities !== undefined && { identities }) };
}

/** Loses requests and answers, and lets some arrive twice. */
function carrier(dice: Dice, tally: Tally): NonNullable<Plan["carry"]> {
  const lost = (to: string) => new DomainError("unreachable", `the way to ${to} lost a message`);
  return async ({ from, to, request }, deliver) => {
    const fate = tally.isRough ? dice.between(1, 20) : 0;
    note(tally, to, request);
    if (fate === 1 || fate === 2) throw lost(to);
    const answer = await deliver();
    if (fate === 3) await deliver();
    if (fate === 4) throw lost(to);
    noteAnswer(tally, from, answer);
    return answer;
  };
}

function note(tally: Tally, to: string, { method, headers, body }: OutboundRequest): void {
  tally.messages += 1;
  tally.bytes += body?.byteLength ?? 0;
  if (method === "POST" && body !== null && isCalendar(headers)) noteVersions(tally, to, body);
}

function noteAnswer(tally: Tally, to: string, { body, headers, url }: OutboundResponse): void {
  tally.messages += 1;
  tally.bytes += body.byteLength;
  if (url.includes("/objects") && isCalendar(headers)) noteVersions(tally, to, body);
}

function isCalendar(headers: Readonly<Record<string, string>>): boolean {
  return Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === "content-type" && value.startsWith("text/calendar"),
  );
}

function noteVersions(tally: Tally, to: string, body: Uint8Array): void {
  for (const text of splitCalendars(new TextDecoder().decode(body))) {
    const lines = text
      .replaceAll(/\r\n[ \t]/g, "")
      .split("\r\n")
      .filter((line) => line !== "");
    const c1 = exactDigest(canonicalText(lines));
    tally.transfers += 1;
    tally.versions.add(c1);
    tally.told.add(`${to} ${c1}`);
  }
}

async function act(scene: Scene): Promise<void> {
  const { dice, cluster, names } = scene;
  const up = names.filter((each) => !scene.down.has(each));
  for (const deed of [enter, edit, edit]) if (dice.between(1, 2) === 1) await deed(scene, dice.pick(up));
  await dice.pick<() => void | Promise<void>>([
    () => changeFeed(scene),
    () => changeFeed(scene),
    () => echo(scene, dice.pick(up)),
    () => cluster.cut(dice.pick(names), dice.pick(names)),
    () => cluster.cut(dice.pick(names), dice.pick(names)),
    () => cluster.heal(),
    () => crashOne(scene),
    () => reviveAll(scene),
    () => cluster.stride(dice.between(1, 8) * HOUR, HOUR),
    () => cluster.stride(dice.between(1, 30) * MINUTE, 5 * MINUTE),
  ])();
}

async function enter({ dice, cluster }: Scene, name: string): Promise<void> {
  const day = String(dice.between(1, 28)).padStart(2, "0");
  const lines = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART:202604${day}T190000Z\r\nSUMMARY:Evening ${dice.between(1, 99)}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
  await cluster.node(name).enterCalendar(lines);
}

/** Somebody revises, cancels or deletes an event that the node knows, or settles a conflict; and may be refused. */
async function edit({ dice, cluster }: Scene, name: string): Promise<void> {
  const node = cluster.node(name);
  const known = await node.store.commons.published({ tombstonesSince: 0, after: "", limit: 500 });
  if (known.length === 0) return;
  const { uid } = dice.pick(known).version;
  const state = (await node.store.commons.get(uid))?.state;
  const c1 = state?.open?.versions.at(-1)?.c1 ?? state?.signed?.versions.at(-1)?.c1 ?? "";
  const write = () => node.edit(uid, { title: `Changed ${dice.between(1, 9)}` });
  const deed = dice.pick<() => Promise<unknown>>([
    write,
    write,
    () => node.cancel(uid),
    () => node.remove(uid),
    () => node.resolve(uid, { c1 }),
  ]);
  await deed().catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error;
  });
}

function changeFeed({ dice, cluster, feeds }: Scene): void {
  const [url, events] = dice.pick([...feeds]);
  const uid = `${dice.between(1, 5)}@${dice.pick(["library", "market", "both"])}.example`;
  if (dice.between(1, 6) === 1) events.delete(uid);
  else events.set(uid, `SUMMARY:Fair ${dice.between(1, 6)}\r\nDTSTART:20260401T100000Z\r\n`);
  const all = [...events].map(([id, says]) => `BEGIN:VEVENT\r\nUID:${id}\r\n${says}END:VEVENT\r\n`);
  cluster.serveFeed(url, `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${all.join("")}END:VCALENDAR\r\n`);
}

/** The legacy site takes a node's feed as it stands, without all that it does not understand. */
async function echo({ cluster }: Scene, name: string): Promise<void> {
  const feed = await cluster.node(name).fetch(new Request(`${urlOf(name)}/feed.ics`));
  const text = (await feed.text()).replaceAll("\r\n ", "").replaceAll(/^X-.*\r\n/gm, "");
  cluster.serveFeed(LEGACY, text);
}

function crashOne({ dice, cluster, names, down }: Scene): void {
  const name = dice.pick(names.filter((_, n) => n % 5 === 2));
  if (down.has(name)) return;
  cluster.crash(name);
  down.add(name);
}

async function reviveAll({ cluster, down }: Scene): Promise<void> {
  for (const name of down) await cluster.revive(name);
  down.clear();
}

async function digestOf(cluster: Cluster, name: string): Promise<string> {
  return hash("sha256", (await cluster.node(name).store.repair.fingerprints()).join("\n"));
}

/** Nodes whose fingerprints are not those of most. */
async function outliers(cluster: Cluster): Promise<number> {
  const names = Object.keys(cluster.nodes);
  const digests = await Promise.all(names.map((name) => digestOf(cluster, name)));
  const groups = Map.groupBy(digests, (digest) => digest);
  return digests.length - Math.max(...[...groups.values()].map((group) => group.length));
}
