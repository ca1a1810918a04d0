import { describe, expect, it } from "vitest";
import { createCluster } from "../support/cluster.ts";
import { evening } from "../support/evening.ts";

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
describe("a node whose clock was wrong for a while", () => {
  it("goes on pushing once it is right again, without anybody's help", async () => {
    const skew = { a: -HOUR };
    await using cluster = await createCluster({ push: { a: ["b"] }, skew });
    const [a, b] = [cluster.node("a"), cluster.node("b")];
    const { uid } = await a.enter(evening);
    await a.tick();
    expect((await a.store.deliveries.lag())[0]).toMatchObject({ stopped: false, failures: 1 });
    skew.a = 0;
    await cluster.settle();
    expect((await b.store.commons.get(uid))?.winner).toMatchObject({ revision: 0 });
  });
});

describe.each([
  ["before", -YEAR],
  ["ahead", YEAR],
] as const)("a peer whose clock is a year %s", (_, skew) => {
  it("is refused what it pushes, in plain words, is still read by polls, and decides no conflict by its clock", async () => {
    await using cluster = await createCluster({
      push: { a: ["b"], b: ["a"] },
      poll: { a: ["b"], b: ["a"] },
      skew: { a: skew },
    });
    const [a, b] = [cluster.node("a"), cluster.node("b")];
    const { uid } = await a.enter(evening);
    await a.tick();
    const [lag] = await a.store.deliveries.lag();
    expect(lag?.lastError).toMatch(/answered 401: .*(clock|seconds|ago|ahead|future|past)/i);
    expect(cluster.traffic.some(({ from, status }) => from === "a" && status === 401)).toBe(true);

    await cluster.advance(2 * HOUR);
    expect((await b.store.commons.get(uid))?.winner).toMatchObject({ revision: 0 });
    await a.edit(uid, { title: "By a" });
    await b.edit(uid, { title: "By b" });
    await cluster.advance(4 * HOUR);
    const winners = await Promise.all(
      [a, b].map(async ({ store }) => (await store.commons.get(uid))?.winner),
    );
    expect(winners[0]?.digest).toBe(winners[1]?.digest);
    for (const node of [a, b]) expect((await node.store.commons.get(uid))?.standing).toHaveLength(2);
  });
});
