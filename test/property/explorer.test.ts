import { describe, expect, it } from "vitest";
import type { ObjectState } from "../../src/core/model/version.ts";
import { bucketFingerprint } from "../../src/core/reconcile/digest-buckets.ts";
import { governing } from "../../src/core/reconcile/winner.ts";
import {
  anew,
  beginning,
  cancelling,
  deleting,
  editing,
  log,
  parts,
  resolving,
} from "../support/explorer/deeds.ts";
import { explore } from "../support/explorer/explore.ts";
import {
  droppingRules,
  filteredRules,
  retagging,
  tagged,
  untagging,
  type Filtered,
} from "../support/explorer/filtered.ts";
import { atRest, polling, pollingRules, type Polling } from "../support/explorer/pollers.ts";
import { literal, literalWithAdmin, ours, type Rules } from "../support/explorer/rules.ts";
import { play, type Scene, type World } from "../support/explorer/world.ts";

/** A world with more states than this is too large for the gate. */
const BOUND = 150_000;
const LINE = [[0, 1], [1, 0], [1, 2], [2, 1]] as const; // prettier-ignore
const RING = [[0, 1], [1, 2], [2, 0]] as const; // prettier-ignore
const MESH = [[0, 1], [0, 2], [1, 0], [1, 2], [2, 0], [2, 1]] as const; // prettier-ignore

interface Outcome {
  readonly states: number;
  readonly transitions: number;
  /** Distinct end states, by what each node says in the end. */
  readonly ends: number;
  /** Of those in which nodes say different things; a node that knows nothing says nothing. */
  readonly split: number;
}

/** Explores a world of three nodes, and looks at what all say where nothing can happen any more. */
function outcome<S>(
  name: string,
  given: Pick<World<S>, "rules" | "edges" | "deeds"> & Partial<World<S>>,
  say: (nodes: readonly S[]) => readonly string[],
  counts: (end: Scene) => boolean = () => true,
): Outcome {
  const start = { version: beginning, at: [0, 1, 2] };
  const world = play({ nodes: 3, crashes: false, start, ...given });
  const { states, transitions, ends, trapped } = explore(world.start, world.next, world.key, BOUND);
  expect(trapped, "states from which the world never comes to rest").toBe(0);
  const said = ends.filter(counts).map((end) => say(world.knownAt(end)));
  const distinct = new Map(said.map((each) => [each.join(" | "), each]));
  const split = [...distinct.values()].filter((each) => new Set(each.filter((one) => one !== "")).size > 1);
  const found = { states, transitions, ends: distinct.size, split: split.length };
  console.log(`explored ${name}: ${JSON.stringify(found)}`);
  return found;
}

/** What people see at each node. */
function shownBy<S>(rules: Rules<S>): (nodes: readonly S[]) => readonly string[] {
  return (nodes) => nodes.map((known) => `${rules.shows(known)?.revision} ${rules.shows(known)?.text}`);
}

/** All that two nodes compare (protocol, section 7). */
function fingerprint(state: ObjectState | null): string {
  return state === null
    ? ""
    : bucketFingerprint([{ uid: state.uid, versions: governing(state)?.versions ?? [] }]);
}

describe("the literal rules of the wiki", { timeout: 60_000 }, () => {
  const edits = (wording: typeof parts) => [0, 1, 2].map(() => [[editing(literal, wording)]]);

  /**
   * Every node pushes to every other, and edits once, at any time; each edit changes a part of its own, and names who
   * made it; what was sent arrives in any order, late, twice or never. An end state is what all nodes hold.
   */
  it("leave 7 of 16 end states split with one edit on each of three nodes", () => {
    const found = outcome(
      "literal, mesh",
      { rules: literal, edges: MESH, deeds: edits(parts) },
      shownBy(literal),
    );
    expect([found.split, found.ends]).toEqual([7, 16]);
  });

  it.each([
    ["where each writes the whole anew", anew, 13],
    ["where all that happened stands in the event", log, 19],
  ])("leave the same 7 split %s", (_, wording, ends) => {
    const found = outcome(
      "literal",
      { rules: literal, edges: MESH, deeds: edits(wording) },
      shownBy(literal),
    );
    expect([found.split, found.ends]).toEqual([7, ends]);
  });

  it("leave end states split even after an admin has resolved what the node was told of", () => {
    const deeds = [0, 1, 2].map((n) => [
      [editing(literalWithAdmin, parts)],
      ...(n === 0 ? [[resolving]] : []),
    ]);
    const world = { rules: literalWithAdmin, edges: MESH, deeds };
    const found = outcome("literal, resolved", world, shownBy(literalWithAdmin), ({ done }) => done[0] === 2);
    expect([found.split, found.ends]).toEqual([8, 15]);
  });
});

describe("the rules of this project", { timeout: 120_000 }, () => {
  const edit = editing(ours, parts);
  const any = [edit, cancelling(ours), deleting(ours)];
  const each = <D>(deeds: D) => [deeds, deeds, deeds];
  const say = (nodes: readonly (ObjectState | null)[]) => nodes.map(fingerprint);

  it("leave 0 of 10 end states split with one edit on each of three nodes", () => {
    const found = outcome("ours, mesh", { rules: ours, edges: MESH, deeds: each([[edit]]) }, shownBy(ours));
    expect([found.split, found.ends]).toEqual([0, 10]);
  });

  // The mesh looks the same from each node but the first, and only the order of digests tells edits apart: other words
  // give other orders.
  it.each([
    ["a mesh, one edit each", { edges: MESH, deeds: each([[edit]]) }],
    ["a mesh, one edit each in other words", { edges: MESH, deeds: each([[editing(ours, anew)]]) }],
    ["a mesh, one edit each in yet other words", { edges: MESH, deeds: each([[editing(ours, log)]]) }],
    ["a line, one edit each", { edges: LINE, deeds: each([[edit]]) }],
    ["a ring of one-way pushes, one edit each", { edges: RING, deeds: each([[edit]]) }],
    ["a mesh, each edits, cancels or deletes", { edges: MESH, deeds: each([any]) }],
    ["a line, each edits, cancels or deletes", { edges: LINE, deeds: each([any]) }],
    [
      "a mesh, two edits against a deletion and an edit",
      { edges: MESH, deeds: [[[edit], [edit]], [[deleting(ours)]], [[edit]]] },
    ],
    ["a line, two deeds of any kind at both ends", { edges: LINE, deeds: [[any, any], [], [any, any]] }],
    [
      "a line with crashes, edits and a deletion",
      { edges: LINE, deeds: [[[edit]], [[edit]], [[deleting(ours)]]], crashes: true },
    ],
    [
      "a ring with crashes, an edit and a cancellation",
      { edges: RING, deeds: [[[edit]], [[cancelling(ours)]], []], crashes: true },
    ],
  ])("leave no state split: %s", (name, world) => {
    expect(outcome(`ours, ${name}`, { rules: ours, ...world }, say).split).toBe(0);
  });
});

describe("two pollers of one plain feed", { timeout: 120_000 }, () => {
  const contents = ["x", "y", "x"];
  const rules = pollingRules(contents);
  const polls = (staleness: number) => contents.map((_, saying) => polling(saying, staleness));
  const twice = (staleness: number) => [polls(staleness), polls(staleness)];
  /** What they say once the feed stands still; and it is what the feed says, where no person spoke. */
  const say = (nodes: readonly Polling[]) => {
    const rested = atRest(nodes, [true, true, false]).map(({ state }) => state);
    const wins = rested[0] === null ? null : ours.shows(rested[0] as ObjectState);
    if (wins?.by === "feed") expect(wins.text).toContain("x");
    return rested.map(fingerprint);
  };

  it.each([
    ["a line", { edges: LINE, deeds: [twice(0), twice(0), []] }],
    ["a line, with stale caches", { edges: LINE, deeds: [twice(1), twice(1), []] }],
    ["a line, with a person's edit", { edges: LINE, deeds: [twice(0), twice(0), [[editing(rules, parts)]]] }],
    ["a mesh", { edges: MESH, deeds: [twice(0), twice(0), []] }],
    ["a mesh, with stale caches", { edges: MESH, deeds: [twice(1), twice(1), []] }],
  ])("agree: %s", (name, world) => {
    expect(outcome(`pollers, ${name}`, { rules, start: null, ...world }, say).split).toBe(0);
  });
});

describe("filters that differ", { timeout: 120_000 }, () => {
  const music = { tags: ["music"] };
  const say = (nodes: readonly Filtered[]) => nodes.map(({ state }) => fingerprint(state));
  const deedsOf = (rules: Rules<Filtered>) => ({
    any: [retagging(rules, ["music"], "m"), retagging(rules, ["food"], "f"), untagging(rules)],
    untag: [untagging(rules)],
  });

  it.each(
    ["music", "food"].flatMap((tag) =>
      [
        { edges: LINE, at: 2, name: "at the end of a line" },
        { edges: LINE, at: 1, name: "in the middle of a line" },
        { edges: MESH, at: 2, name: "in a mesh" },
      ].map((place) => ({ ...place, tag })),
    ),
  )("never split: a filter $name, the event begins with the tag $tag", ({ edges, at, name, tag }) => {
    const rules = filteredRules([0, 1, 2].map((node) => (node === at ? music : null)));
    const { any, untag } = deedsOf(rules);
    const deeds = edges === LINE ? [[any, untag], [any], [any]] : [[any], [any], []];
    const start = { version: tagged([tag], 0), at: [0] };
    expect(outcome(`filters, ${name}, ${tag}`, { rules, edges, deeds, start }, say).split).toBe(0);
  });

  it("would split if they kept single versions out of the state: a deletion has no tags", () => {
    const rules = droppingRules([null, null, music]);
    const { any, untag } = deedsOf(rules);
    const start = { version: tagged(["music"], 0), at: [0] };
    const found = outcome(
      "dropping filters",
      { rules, edges: LINE, deeds: [[untag], [any], []], start },
      say,
    );
    expect(found.split).toBeGreaterThan(0);
  });
});
