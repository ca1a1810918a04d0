import { expect, it } from "vitest";
import type { Version } from "../../src/core/model/version.ts";
import { version } from "../contract/samples.ts";
import { type Cluster, createCluster } from "../support/cluster.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Node a has these, as if people there had entered them one after the other. */
async function enter(cluster: Cluster, versions: readonly Version[]): Promise<void> {
  const { commons } = cluster.node("a").store;
  for (let start = 0; start < versions.length; start += 1000) {
    const arrivals = versions.slice(start, start + 1000).map((each) => ({ version: each, siteId: null }));
    await commons.apply(arrivals, cluster.now());
  }
}

/** Each of these events in its first revision, then every third changed twice more. */
function changes(count: number): readonly Version[] {
  const uids = Array.from({ length: count }, (_, n) => `${n}@a.node.example`);
  const often = uids.filter((_, n) => n % 3 === 0);
  const revisions = [uids, often, often].map((each, n) => each.map((uid) => version(uid, n + 1)));
  return revisions.flat();
}

function objectsIn(bodies: readonly (Uint8Array | null)[]): number {
  return bodies.reduce(
    (sum, body) =>
      sum +
      [
        ...Buffer.from(body ?? [])
          .toString()
          .matchAll(/^BEGIN:VCALENDAR/gm),
      ].length,
    0,
  );
}

it("a peer that was away for a day with 10,000 changed objects catches up in one pass, newest versions only", async () => {
  await using cluster = await createCluster({ push: {}, poll: { b: ["a"] } });
  await cluster.advance(2 * HOUR);
  cluster.cut("a", "b");
  await enter(cluster, changes(10_000));
  await cluster.advance(DAY);
  const given: Uint8Array[] = [];
  cluster.answer(({ request }, response) => {
    if (request.url.endsWith("/discal/v1/objects")) given.push(response.body);
    return response;
  });
  const before = cluster.traffic.length;
  cluster.heal();
  const [peer] = await cluster.node("b").store.registry.all();
  if (peer !== undefined) await cluster.node("b").poll([peer]);
  expect((await cluster.node("b").store.statistics()).events).toBe(10_000);
  expect(await cluster.node("b").store.repair.fingerprints()).toEqual(
    await cluster.node("a").store.repair.fingerprints(),
  );
  const asked = cluster.traffic.slice(before).map(({ request }) => new URL(request.url).pathname);
  expect(asked.filter((path) => path === "/discal/v1/changes")).toHaveLength(10);
  expect(asked.filter((path) => path === "/discal/v1/objects")).toHaveLength(50);
  expect(objectsIn(given)).toBe(10_000);
  expect(asked).not.toContain("/feed.ics");
}, 120_000);

it("a peer that is pushed to gets, after a day, one object to try, and then each in its newest version once", async () => {
  await using cluster = await createCluster({ push: { a: ["b"] } });
  cluster.cut("a", "b");
  await enter(cluster, changes(300));
  await cluster.advance(DAY);
  const lag = async () => (await cluster.node("a").store.deliveries.lag())[0];
  expect(await lag()).toMatchObject({ circuit: "open", dormant: false, backlog: 300 });
  const before = cluster.traffic.length;
  cluster.heal();
  await cluster.advance(13 * HOUR);
  const pushes = cluster.traffic
    .slice(before)
    .filter(({ request }) => request.url.endsWith("/discal/enter-event"))
    .map(({ request }) => objectsIn([request.body]));
  expect(pushes).toEqual([1, 50, 50, 50, 50, 50, 49]);
  expect(await lag()).toMatchObject({ circuit: "closed", backlog: 0 });
});

it("a peer that is away for weeks is not tried any more, until it shows itself", async () => {
  await using cluster = await createCluster({ push: { a: ["b"], b: ["a"] } });
  cluster.cut("a", "b");
  await enter(cluster, changes(3));
  await cluster.advance(16 * DAY);
  const lag = async () => (await cluster.node("a").store.deliveries.lag())[0];
  expect(await lag()).toMatchObject({ dormant: true, backlog: 3 });
  cluster.heal();
  const before = cluster.traffic.length;
  await cluster.advance(30 * DAY);
  expect(cluster.traffic.slice(before).filter(({ from }) => from === "a")).toEqual([]);
  await cluster.node("b").enter({
    title: "From b",
    start: "2026-05-20T19:30:00",
    end: null,
    zone: "UTC",
    allDay: false,
    location: null,
    description: null,
    url: null,
    tags: [],
  });
  await cluster.settle();
  expect(await lag()).toMatchObject({ dormant: false, backlog: 0 });
  expect((await cluster.node("b").store.statistics()).events).toBe(4);
});
