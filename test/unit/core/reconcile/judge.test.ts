import { describe, expect, it } from "vitest";
import type { Observation, SourceMemory } from "../../../../src/core/model/source.ts";
import type { ObjectState, Version } from "../../../../src/core/model/version.ts";
import { judge, judgeAbsence, type Case, type Judgement } from "../../../../src/core/reconcile/judge.ts";
import { merge } from "../../../../src/core/reconcile/merge.ts";
import { winner } from "../../../../src/core/reconcile/winner.ts";
import { version } from "../../../support/versions.ts";

const HOUR = 3_600_000;

/** One source's memory and the state of one UID, fed poll after poll. */
class Poller {
  memory: SourceMemory | null = null;
  now = 0;
  private readonly source: string;
  private readonly leadPolicy: "source" | "person";

  constructor(source = "aaaaaaaaaaaaaaaa", leadPolicy: "source" | "person" = "person") {
    this.source = source;
    this.leadPolicy = leadPolicy;
  }

  poll(
    world: World,
    content: string,
    given: Partial<Observation & Case> = {},
    shown: Partial<Version> = {},
  ): Judgement {
    this.now += HOUR;
    const seen = version({ content, by: "feed", source: this.source, ...observed(given), ...shown });
    const judgement = judge({
      memory: this.memory,
      state: world.state,
      observed: { digest: seen.digest, sequence: 0, lastModified: "", ...observed(given) },
      version: seen,
      revised: given.revised ?? false,
      withdrawn: given.withdrawn ?? false,
      leads: given.leads ?? true,
      leadPolicy: this.leadPolicy,
      source: this.source,
      now: this.now,
    });
    this.memory = judgement.memory ?? this.memory;
    if (judgement.action === "merge") world.take(seen);
    if (judgement.action === "mint") world.take({ ...seen, revision: judgement.revision ?? 0 });
    return judgement;
  }

  miss(): void {
    if (this.memory !== null) this.memory = judgeAbsence(this.memory) ?? this.memory;
  }
}

class World {
  state: ObjectState | null = null;
  take(next: Version): void {
    this.state = merge(this.state, next).state;
  }
  get revision(): number | undefined {
    return this.state === null ? undefined : winner(this.state)?.revision;
  }
}

function observed({ sequence, lastModified }: Partial<Observation>): Partial<Observation> {
  return { ...(sequence !== undefined && { sequence }), ...(lastModified !== undefined && { lastModified }) };
}

describe("a plain feed", () => {
  it("enters at revision 1, and a change in it is minted at once", () => {
    const [world, feed] = [new World(), new Poller()];
    expect(feed.poll(world, "a").action).toBe("merge");
    expect(feed.poll(world, "b")).toMatchObject({ action: "mint", revision: 2 });
    expect(feed.poll(world, "c")).toMatchObject({ action: "mint", revision: 3 });
  });

  it("that says the same again leaves nothing to write", () => {
    const [world, feed] = [new World(), new Poller()];
    feed.poll(world, "a");
    expect(feed.poll(world, "a")).toMatchObject({ action: "none", memory: null });
  });

  it("that goes backwards by SEQUENCE or LAST-MODIFIED is a stale cache", () => {
    const [world, feed] = [new World(), new Poller()];
    feed.poll(world, "a", { sequence: 2 });
    expect(feed.poll(world, "b", { sequence: 1 }).action).toBe("none");
    const [other, dated] = [new World(), new Poller()];
    dated.poll(other, "a", { lastModified: "20260202T000000Z" });
    expect(dated.poll(other, "b", { lastModified: "20260101T000000Z" }).action).toBe("none");
  });

  it("that flips between two views settles down instead of revising for ever", () => {
    const [world, feed] = [new World(), new Poller()];
    for (let n = 0; n < 100; n += 1) feed.poll(world, n % 2 === 0 ? "a" : "b");
    expect(world.revision).toBe(2);
  });

  it("that differs from another poller's feed of the same event does not fight with it", () => {
    const world = new World();
    const [one, two] = [new Poller("1111111111111111"), new Poller("2222222222222222")];
    for (let n = 0; n < 100; n += 1) {
      one.poll(world, "one");
      two.poll(world, "two");
    }
    expect(world.revision).toBe(1);
  });

  it("repairs what a dead poller of the same source left behind, once it has lasted three polls", () => {
    const [world, feed] = [new World(), new Poller()];
    feed.poll(world, "a");
    world.take(version({ content: "left behind", by: "feed", source: "aaaaaaaaaaaaaaaa", revision: 2 }));
    expect([1, 2, 3].map(() => feed.poll(world, "a").action)).toEqual(["none", "none", "mint"]);
    expect(world.revision).toBe(3);
  });

  it("waits twice as long before each further repair of the same event", () => {
    const [world, feed] = [new World(), new Poller()];
    feed.poll(world, "a");
    const polls: number[] = [];
    for (let revision = 2; revision <= 8; revision += 2) {
      world.take(version({ content: "left behind", by: "feed", source: "aaaaaaaaaaaaaaaa", revision }));
      let count = 1;
      while (feed.poll(world, "a").action !== "mint") count += 1;
      polls.push(count);
    }
    expect(polls).toEqual([3, 3, 3, 4]);
  });

  it("waits at most a week, however often it had to repair", () => {
    const [world, feed] = [new World(), new Poller()];
    feed.poll(world, "a");
    const left = (revision: number) =>
      world.take(version({ content: "left behind", by: "feed", source: "aaaaaaaaaaaaaaaa", revision }));
    let waited = 0;
    for (let revision = 2; revision <= 30; revision += 2) {
      left(revision);
      const since = feed.now;
      while (feed.poll(world, "a").action !== "mint") waited = feed.now + HOUR - since;
    }
    expect(waited).toBe(7 * 24 * HOUR);
  });

  it("leaves a winner alone that is newer, or that another source made", () => {
    for (const left of [{ sequence: 5 }, { source: "ffffffffffffffff" }]) {
      const [world, feed] = [new World(), new Poller()];
      feed.poll(world, "a");
      const source = "aaaaaaaaaaaaaaaa";
      world.take(version({ content: "left behind", by: "feed", source, revision: 2, ...left }));
      expect([1, 2, 3, 4].map(() => feed.poll(world, "a").action)).not.toContain("mint");
    }
  });

  it("proposes a change against a person's version, and revises it only where the source leads", () => {
    for (const [policy, action] of [
      ["person", "propose"],
      ["source", "mint"],
    ] as const) {
      const [world, feed] = [new World(), new Poller("aaaaaaaaaaaaaaaa", policy)];
      feed.poll(world, "a");
      world.take(version({ content: "edited", revision: 2 }));
      expect(feed.poll(world, "a").action).toBe("none");
      expect(feed.poll(world, "changed").action).toBe(action);
    }
  });

  it.each([0, 1])("proposes what it shows first where a person's revision %i stands", (revision) => {
    const [world, feed] = [new World(), new Poller()];
    world.take(version({ content: "written here", revision }));
    expect(feed.poll(world, "a").action).toBe("propose");
    expect(world.revision).toBe(revision);
  });

  it("takes back at once what it has made private, also where it did so before", () => {
    const [world, feed] = [new World(), new Poller()];
    const privately = () => feed.poll(world, "deleted", {}, { deleted: true, cancelled: true });
    feed.poll(world, "a");
    expect(privately().action).toBe("mint");
    for (let n = 0; n < 4; n += 1) feed.poll(world, "b");
    expect(world.revision).toBe(3);
    expect(privately()).toMatchObject({ action: "mint", revision: 4 });
  });

  it("takes back what it has made private also from a person's version, but not from who restores it then", () => {
    const [world, feed] = [new World(), new Poller()];
    const privately = () =>
      feed.poll(world, "deleted", { withdrawn: true }, { deleted: true, cancelled: true });
    feed.poll(world, "a");
    world.take(version({ content: "edited", revision: 2 }));
    expect(privately()).toMatchObject({ action: "mint", revision: 3 });
    world.take(version({ content: "edited", revision: 4 }));
    expect([privately().action, privately().action]).toEqual(["propose", "propose"]);
  });

  it("only proposes what would bring back what a person has deleted, also where the source leads", () => {
    const [world, feed] = [new World(), new Poller("aaaaaaaaaaaaaaaa", "source")];
    feed.poll(world, "a");
    world.take(version({ content: "", revision: 2, deleted: true, cancelled: true }));
    const actions = ["a", "a", "changed", "changed"].map((content) => feed.poll(world, content).action);
    expect(actions).toEqual(["none", "none", "propose", "none"]);
  });

  it("is a sighting where another site leads", () => {
    const [world, lead, other] = [
      new World(),
      new Poller("1111111111111111"),
      new Poller("2222222222222222"),
    ];
    lead.poll(world, "a");
    expect(other.poll(world, "b", { leads: false }).action).toBe("sight");
    expect(world.revision).toBe(1);
  });

  it("that carries its own revisions is merged, not judged as a change", () => {
    const [world, feed] = [new World(), new Poller()];
    expect(feed.poll(world, "a", { revised: true, leads: false }).action).toBe("merge");
    expect(feed.poll(world, "a", { revised: true }).action).toBe("none");
  });

  it("remembers absence, and an unchanged return is no revision", () => {
    const [world, feed] = [new World(), new Poller()];
    feed.poll(world, "a");
    feed.miss();
    expect(feed.memory?.digests).toHaveLength(2);
    expect(judgeAbsence(feed.memory as SourceMemory)).toBeNull();
    expect(feed.poll(world, "a").action).toBe("none");
    expect(world.revision).toBe(1);
  });

  it("at the highest revision mints nothing more", () => {
    const [world, feed] = [new World(), new Poller()];
    feed.poll(world, "a");
    world.take(version({ content: "b", by: "feed", revision: 2_147_483_647 }));
    expect(feed.poll(world, "c").action).toBe("none");
  });
});
