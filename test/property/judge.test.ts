import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { winner } from "../../src/core/reconcile/winner.ts";
import { edit, newPoller, poll, tell, type Feed, type Poller, type Saying } from "../support/feed-world.ts";
import { essence } from "../support/histories.ts";
import { holds } from "../support/law.ts";
import { version } from "../support/versions.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MOST_ROUNDS = 80;

interface World {
  readonly feeds: readonly Feed[];
  readonly pollers: readonly Poller[];
  now: number;
  mints: number;
}

/** What happens next follows from one number. */
const happenings = fc.array(fc.nat(1_000_000), { maxLength: 18 });
const plans = fc.record({ feeds: fc.integer({ min: 1, max: 2 }), lead: fc.nat(7), happenings });

interface Liberty {
  /** Persons of the nodes edit, too. */
  readonly persons: boolean;
  readonly feeds: number;
  readonly lead: number;
}

function newWorld({ feeds: count, lead }: Liberty): World {
  const feeds = Array.from({ length: count }, (_, n) => ({ source: `${n}`.repeat(16), said: [] }));
  const pollers = [0, 1, 2].map((n) =>
    newPoller(feeds[n % count] as Feed, (lead >> n) % 2 === 0 ? "person" : "source"),
  );
  return { feeds, pollers, now: 0, mints: 0 };
}

function happen(world: World, number: number, { persons }: Liberty): void {
  let rest = number;
  const digit = (base: number): number => {
    const value = rest % base;
    rest = Math.floor(rest / base);
    return value;
  };
  const kind = digit(persons ? 8 : 7);
  const poller = world.pollers[digit(world.pollers.length)] as Poller;
  world.now += (1 + digit(5)) * HOUR;
  if (kind <= 1) say(world.feeds[digit(world.feeds.length)] as Feed, digit(5), digit(6));
  else if (kind <= 4) look(world, poller, digit(4) === 0 ? 1 + digit(2) : 0);
  else if (kind <= 6) tell(poller, world.pollers[digit(world.pollers.length)] as Poller);
  else edit(poller, `a person's ${number}`, digit(4) === 0);
}

/** One of five contents, at times with a greater or smaller SEQUENCE; or nothing. */
function say(feed: Feed, content: number, way: number): void {
  const sequence = feed.said.findLast((saying) => saying !== null)?.sequence ?? 0;
  const next: Saying = { content: `${content}`, sequence: sequence + (way === 1 ? 1 : 0) };
  feed.said.push(way === 0 ? null : next);
}

function look(world: World, poller: Poller, lag: number): void {
  const stands = poller.state === null ? null : winner(poller.state);
  const judgement = poll(poller, world.now, lag);
  if (judgement?.action !== "mint") return;
  world.mints += 1;
  expect(stands?.digest).not.toBe(winner(poller.state as NonNullable<Poller["state"]>)?.digest);
  if (stands?.by !== "person") return;
  expect(poller.lead).toBe("source");
  expect(stands.deleted).toBe(false);
}

/** The feeds stand still, and everybody polls and tells everybody, until nothing changes or is written any more. */
function comeToRest(world: World): void {
  const { pollers } = world;
  const all = () => pollers.flatMap(({ state, memory }) => [state, memory]);
  let before: readonly unknown[] = [];
  for (let round = 0; all().some((each, n) => each !== before[n]); round += 1) {
    expect(round, "the pollers write for ever").toBeLessThan(MOST_ROUNDS);
    before = all();
    world.now += DAY;
    for (const poller of pollers) look(world, poller, 0);
    for (const from of pollers) for (const to of pollers) if (from !== to) tell(from, to);
  }
  for (const { state } of pollers) expect(essence(state)).toBe(essence(pollers[0]?.state ?? null));
}

function live(plan: { readonly happenings: readonly number[] }, liberty: Liberty): World {
  const world = newWorld(liberty);
  for (const number of plan.happenings) happen(world, number, liberty);
  return world;
}

describe("pollers of plain feeds", { timeout: 120_000 }, () => {
  it("agree in the end and stop minting, whatever feeds, caches and persons did before", () => {
    holds(plans, (plan) => comeToRest(live(plan, { persons: true, feeds: plan.feeds, lead: plan.lead })));
  });

  it("of one feed come in the end to what that feed says", () => {
    holds(plans, (plan) => {
      const world = live(plan, { persons: false, feeds: 1, lead: 0 });
      comeToRest(world);
      const [feed] = world.feeds;
      const last = feed?.said.at(-1);
      const stands = world.pollers[0]?.state;
      if (last === undefined || last === null || stands === null || stands === undefined) return;
      expect(winner(stands)?.digest).toBe(version({ content: last.content }).digest);
    });
  });

  it("mint no more revisions than new sayings were seen, and differences lasted", () => {
    holds(plans, (plan) => {
      const world = live(plan, { persons: false, feeds: plan.feeds, lead: 0 });
      const fresh = world.pollers.length * 5;
      const repairs = world.pollers.length * Math.ceil(Math.log2(world.now / HOUR + 2));
      expect(world.mints).toBeLessThanOrEqual(fresh + repairs);
    });
  });
});

describe("a feed that flips for ever, or is seen through stale caches", () => {
  it.each([2, 3, 5, 15])("of %i sayings costs each poller one revision a week in the long run", (sayings) => {
    const world = newWorld({ persons: false, feeds: 1, lead: 0 });
    const [feed] = world.feeds;
    const weeks = 52;
    for (let hour = 0; hour < weeks * 168; hour += 1) {
      world.now += HOUR;
      feed?.said.push({ content: `${Math.floor(hour / 5) % sayings}`, sequence: 0 });
      for (const [n, poller] of world.pollers.entries()) look(world, poller, n);
      for (const from of world.pollers) for (const to of world.pollers) tell(from, to);
    }
    const revision = winner(world.pollers[0]?.state as NonNullable<Poller["state"]>)?.revision ?? 0;
    expect(revision).toBeLessThan(world.pollers.length * (weeks + sayings + 10));
  });
});
