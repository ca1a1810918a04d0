import { describe, expect, it } from "vitest";
import { DomainError } from "../../src/core/model/domain-error.ts";
import { MAX_NUMBER } from "../../src/core/model/version.ts";
import { createCluster, urlOf, type Cluster, type Plan } from "../support/cluster.ts";
import { seededDice, type Dice } from "../support/dice.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FEEDS = ["https://library.example/calendar.ics", "https://aggregator.example/all.ics"];
const UIDS = ["1@library.example", "2@library.example", "3", "4@n0.node.example"];
const STEPS = 25;

interface Life {
  readonly dice: Dice;
  readonly cluster: Cluster;
  /** `node uid` of what a person entered: nowhere else may an event stand at hop 0. */
  readonly entered: Set<string>;
  /** What each plain feed shows, by UID. */
  readonly shown: ReadonlyMap<string, Map<string, string>>;
}

/** What happens to a network, at random: the seed alone decides, so that a failure can be looked at again. */
async function live(seed: number): Promise<Life> {
  const dice = seededDice(seed);
  const names = Array.from({ length: dice.between(4, 6) }, (_, n) => `n${n}`);
  const cluster = await createCluster(planFor(dice, names));
  const life: Life = {
    dice,
    cluster,
    entered: new Set(),
    shown: new Map(FEEDS.map((url) => [url, new Map()])),
  };
  for (let step = 0; step < STEPS; step += 1) {
    await dice.pick<() => void | Promise<void>>([
      () => changeFeed(life),
      () => changeFeed(life),
      () => enter(life, dice.pick(names)),
      () => edit(life, dice.pick(names)),
      () => edit(life, dice.pick(names)),
      () => cluster.cut(dice.pick(names), dice.pick(names)),
      () => cluster.heal(),
      () => cluster.advance(dice.between(1, 24) * (HOUR / 4)),
    ])();
  }
  for (const uid of UIDS) for (let n = 0; n < 3; n += 1) await edit(life, dice.pick(names), uid);
  cluster.heal();
  return life;
}

/** A ring in which each node hears of the one before it, by push or by poll, and some edges more. */
function planFor(dice: Dice, names: readonly string[]): Plan {
  const push: Record<string, string[]> = Object.fromEntries(names.map((name) => [name, []]));
  const poll: Record<string, string[]> = Object.fromEntries(names.map((name) => [name, []]));
  const connect = (from: string, to: string) => {
    const way = dice.pick(["push", "poll", "both"]);
    if (way !== "poll") push[from]?.push(to);
    if (way !== "push") poll[to]?.push(from);
  };
  for (const [n, name] of names.entries()) connect(name, names[(n + 1) % names.length] as string);
  for (let n = 0; n < 4; n += 1) {
    const [from, to] = [dice.pick(names), dice.pick(names)];
    if (from !== to) connect(from, to);
  }
  for (const feed of FEEDS) for (let n = 0; n < 2; n += 1) poll[dice.pick(names)]?.unshift(feed);
  return { push, poll: Object.fromEntries(names.map((name) => [name, [...new Set(poll[name])]])) };
}

function changeFeed({ dice, cluster, shown }: Life): void {
  const [url, events] = dice.pick([...shown]);
  const uid = dice.pick(UIDS.slice(0, 3));
  const more = dice.pick(["", "", "", "STATUS:CANCELLED\r\n", "CLASS:PRIVATE\r\n", "X-REVISION:3\r\n"]);
  if (dice.between(1, 5) === 1) events.delete(uid);
  else events.set(uid, eventText(uid, dice.between(1, 6), more));
  const body = [
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n",
    ...events.values(),
    "END:VCALENDAR\r\n",
  ];
  cluster.serveFeed(url, dice.between(1, 12) === 1 ? null : body.join(""));
}

function eventText(uid: string, variant: number, more: string): string {
  const sequence = variant % 2 === 0 ? `SEQUENCE:${variant}\r\n` : "";
  return `BEGIN:VEVENT\r\nUID:${uid}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:2026040${variant}T100000Z\r\nSUMMARY:Variant ${variant}\r\n${sequence}${more}END:VEVENT\r\n`;
}

/** A person enters an event with all four attributes, as if this node were its origin. */
async function enter(life: Life, name: string): Promise<void> {
  const uid = life.dice.pick(UIDS);
  const revisions = uid === UIDS[3] ? [0, 1, MAX_NUMBER - 2] : [0, 1, 2];
  life.entered.add(`${name} ${uid}`);
  await write(life, name, uid, { hop: 0, revision: life.dice.pick(revisions) });
}

/** A person revises what stands at this node: anew, by its status, or by deleting it. */
async function edit(life: Life, name: string, uid = life.dice.pick(UIDS)): Promise<void> {
  const { dice, cluster } = life;
  const node = cluster.node(name);
  const winner = (await node.store.commons.get(uid))?.winner;
  if (winner === null || winner === undefined || winner.revision >= MAX_NUMBER) return;
  const anew = () => write(life, name, uid, { hop: winner.hop, revision: winner.revision + 1 });
  await dice.pick<() => Promise<unknown>>([
    anew,
    anew,
    () => node.edit(uid, { status: dice.pick(["CONFIRMED", "CANCELLED"]) }).catch(told),
    () => node.remove(uid).catch(told),
  ])();
}

async function write(
  { dice, cluster }: Life,
  name: string,
  uid: string,
  { hop, revision }: { readonly hop: number; readonly revision: number },
): Promise<void> {
  const stamps = [`X-HOP:${hop}`, `X-REVISION:${revision}`, `X-REVISE-URL:${urlOf(name)}/discal/revise`];
  const event = eventText(uid, dice.between(1, 6), `${stamps.join("\r\n")}\r\n`);
  const text = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${event}END:VCALENDAR\r\n`;
  await cluster.node(name).enterCalendar(text).catch(told);
}

/** A person may be told that it comes too late, or says nothing new. */
function told(error: unknown): void {
  if (!(error instanceof DomainError)) throw error;
}

interface Winner {
  readonly node: string;
  readonly uid: string;
  readonly hop: number;
  /** All that every node must agree on. */
  readonly says: string;
}

async function winners(cluster: Cluster): Promise<readonly Winner[]> {
  const all: Winner[] = [];
  for (const [node, { store }] of Object.entries(cluster.nodes)) {
    for (const uid of UIDS) {
      const winner = (await store.commons.get(uid))?.winner;
      const says = winner ? `${winner.revision} ${winner.by} ${winner.digest} ${winner.c1}` : "nothing";
      all.push({ node, uid, hop: winner?.hop ?? Infinity, says });
    }
  }
  return all;
}

function posts(cluster: Cluster): number {
  return cluster.traffic.filter(({ request }) => request.method === "POST").length;
}

/** `DISCAL_SEED=40 DISCAL_SEEDS=100` look at others. */
const first = Number(process.env["DISCAL_SEED"] ?? 1);
const count = Number(process.env["DISCAL_SEEDS"] ?? 8);

describe("any network that is whole again", () => {
  it.each(Array.from({ length: count }, (_, n) => first + n))(
    "comes to one winner for each UID, and falls silent (seed %i)",
    async (seed) => {
      const { cluster, entered } = await live(seed);
      await using _closed = cluster;
      for (let n = 0; n < 3; n += 1) await cluster.advance(DAY / 2);
      const found = await winners(cluster);
      for (const [uid, same] of Map.groupBy(found, (winner) => winner.uid)) {
        const told = same.map(({ node, says }) => `${node}: ${says}`).join("\n");
        expect(new Set(same.map(({ says }) => says)).size, `seed ${seed}, ${uid}\n${told}`).toBe(1);
      }
      const origins = found.filter(({ hop }) => hop === 0).map(({ node, uid }) => `${node} ${uid}`);
      expect(origins.filter((origin) => !entered.has(origin))).toEqual([]);
      const before = posts(cluster);
      await cluster.advance(DAY / 4);
      expect(posts(cluster) - before, `seed ${seed} is still talking`).toBe(0);
    },
  );
});
