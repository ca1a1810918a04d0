import { describe, expect, it } from "vitest";
import { wireText } from "../../src/core/ical/object.ts";
import { restamp } from "../../src/core/ical/stamp.ts";
import type { Version } from "../../src/core/model/version.ts";
import { signedPost } from "../../src/exchange/pushing/signed-post.ts";
import { type Cluster, createCluster, urlOf } from "../support/cluster.ts";
import { evening } from "../support/evening.ts";
import { against } from "../support/threat.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const SETTINGS = { b: { brake: 5 } };

async function enter(cluster: Cluster, count: number): Promise<readonly string[]> {
  const uids: string[] = [];
  for (let n = 0; n < count; n += 1) uids.push((await cluster.node("a").enter(evening)).uid);
  return uids;
}

/** How many of b's events stand, neither cancelled nor deleted. */
async function standing(cluster: Cluster, uids: readonly string[]): Promise<number> {
  const found = await Promise.all(uids.map((uid) => cluster.node("b").store.commons.get(uid)));
  return found.filter((object) => object?.winner?.cancelled === false).length;
}

async function suspensions(cluster: Cluster): Promise<readonly string[]> {
  const all = await cluster.node("b").store.notices.list({ unseenOnly: false, before: null, limit: 50 });
  return all.filter(({ kind }) => kind === "suspended").map(({ text }) => text);
}

async function resume(cluster: Cluster): Promise<void> {
  const [peer] = await cluster.node("b").store.registry.all();
  await cluster.node("b").resumeSite(peer?.id ?? 0);
}

/** What b answers where a pushes these together. */
async function push(cluster: Cluster, versions: readonly Version[]): Promise<number> {
  const [a, b] = [cluster.node("a"), cluster.node("b")];
  const to = { url: `${urlOf("b")}/discal/enter-event`, key: b.self.signer.fingerprint };
  const body = new TextEncoder().encode(versions.map(wireText).join(""));
  const by = { self: a.self, clock: cluster.now, random: (length: number) => new Uint8Array(length) };
  const { url, headers } = await signedPost(by, to, body);
  const init = { method: "POST", headers: { ...headers }, body: Buffer.from(body) };
  return (await b.fetch(new Request(url, init))).status;
}

describe("the brake on cancellations", () => {
  it(
    "stops a peer that pushes too many, until a person resumes it",
    against(
      "identity",
      "a peer cancels or deletes everything",
      "more than 200 a day suspend it until a person looks",
    ),
    async () => {
      await using cluster = await createCluster({ push: { a: ["b"] }, settings: SETTINGS });
      const uids = await enter(cluster, 12);
      await cluster.settle();
      for (const uid of uids.slice(0, 5)) await cluster.node("a").remove(uid);
      await cluster.settle();
      expect(await standing(cluster, uids)).toBe(7);
      for (const uid of uids.slice(5)) await cluster.node("a").cancel(uid);
      await cluster.advance(3 * HOUR);
      expect(await standing(cluster, uids)).toBe(7);
      const [lag] = await cluster.node("a").store.deliveries.lag();
      expect(lag).toMatchObject({ stopped: false, backlog: 7 });
      expect(lag?.lastError).toContain("answered 429");
      expect(await suspensions(cluster)).toEqual([
        expect.stringMatching(/12 events within a day; 5 are .*: npx discal peers resume \d+$/),
      ]);

      // Nothing else of it is taken.
      const [other = ""] = await enter(cluster, 1);
      await cluster.advance(3 * DAY);
      expect(await cluster.node("b").store.commons.get(other)).toBeNull();
      expect(await suspensions(cluster)).toHaveLength(1);

      // Who resumes it has looked: what it was stopped for passes.
      await resume(cluster);
      await cluster.advance(13 * HOUR);
      expect(await standing(cluster, uids)).toBe(0);
      expect(await standing(cluster, [other])).toBe(1);
      expect(await suspensions(cluster)).toHaveLength(1);
    },
  );

  it("answers 429 with Retry-After", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] }, settings: SETTINGS });
    const headers: (string | undefined)[] = [];
    cluster.answer((sent, response) => {
      if (sent.status === 429) headers.push(response.headers["retry-after"]);
      return response;
    });
    const uids = await enter(cluster, 6);
    await cluster.settle();
    for (const uid of uids) await cluster.node("a").cancel(uid);
    await cluster.advance(2 * HOUR);
    expect(new Set(headers)).toEqual(new Set(["3600"]));
  });

  it("stops one that is polled, all the same", async () => {
    await using cluster = await createCluster({ push: {}, poll: { b: ["a"] }, settings: SETTINGS });
    const uids = await enter(cluster, 8);
    await cluster.advance(2 * HOUR);
    for (const uid of uids) await cluster.node("a").cancel(uid);
    await cluster.advance(2 * HOUR);
    expect(await standing(cluster, uids)).toBe(8);
    expect(await suspensions(cluster)).toHaveLength(1);
    const before = cluster.traffic.length;
    await cluster.advance(2 * DAY);
    expect(cluster.traffic.length).toBe(before);
  });

  it("counts what it cancels also where that comes beside a cancellation that is overtaken", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] }, settings: SETTINGS });
    const uids = await enter(cluster, 6);
    for (const uid of uids) await cluster.node("a").edit(uid, { title: "Late evening of songs" });
    await cluster.settle();
    cluster.intercept(({ request }) =>
      request.url.endsWith("/enter-event") ? new Error("held back") : request,
    );
    const pairs: Version[] = [];
    for (const uid of uids) {
      const cancelled = await cluster.node("a").cancel(uid);
      pairs.push(cancelled, restamp(cancelled, { revision: 0 }));
    }
    expect(await push(cluster, pairs)).toBe(429);
    expect(await standing(cluster, uids)).toBe(6);
  });

  it.each([
    ["does not stop who passes on what several peers end, each within bounds", "open", ["a", "c"], 3, 0],
    ["nor who passes on what strangers end whose keys say whose it is", "locked", [], 3, 0],
    ["stops who passes on too much of several strangers, which anybody could end", "open", [], 3, 1],
    ["stops who passes on too much that one origin ends", "open", ["a", "c"], 6, 1],
  ] as const)("%s", async (_, authority, known, each, stopped) => {
    await using cluster = await createCluster({
      push: { a: ["m"], c: ["m"], m: ["b"], b: known },
      settings: { ...SETTINGS, a: { authority }, c: { authority } },
    });
    const uids: Record<string, string[]> = { a: [], c: [] };
    for (const name of ["a", "c"])
      for (let n = 0; n < each; n += 1) uids[name]?.push((await cluster.node(name).enter(evening)).uid);
    await cluster.settle();
    const all = [...(uids["a"] ?? []), ...(uids["c"] ?? [])];
    expect(await standing(cluster, all)).toBe(2 * each);
    for (const name of ["a", "c"]) for (const uid of uids[name] ?? []) await cluster.node(name).cancel(uid);
    await cluster.stride(HOUR, 10 * 60_000);
    expect(await suspensions(cluster)).toHaveLength(stopped);
    if (stopped === 0) expect(await standing(cluster, all)).toBe(0);
  });

  it.each([
    ["pushes", { push: { a: ["m"], m: ["b"] } }],
    ["is polled", { push: { a: ["m"] }, poll: { b: ["m"] } }],
  ])(
    "lets who %s go on where it is another's key that ends too many: those come at the rate that is allowed",
    against(
      "identity",
      "a stolen key cancels all its events by way of an honest relay",
      "those are held to 200 a day; the relay goes on",
    ),
    async (_, ways) => {
      await using cluster = await createCluster({
        ...ways,
        settings: { ...SETTINGS, a: { authority: "locked" } },
      });
      const uids: readonly string[] = await enter(cluster, 12);
      await cluster.stride(2 * HOUR, 10 * 60_000);
      expect(await standing(cluster, uids)).toBe(12);
      for (const uid of uids) await cluster.node("a").cancel(uid);
      const { uid: other } = await cluster.node("m").enter(evening);
      await cluster.stride(8 * HOUR, 10 * 60_000);
      expect(await standing(cluster, uids)).toBeGreaterThanOrEqual(7);
      expect(await standing(cluster, [other])).toBe(1);
      expect(await suspensions(cluster)).toEqual([
        expect.stringMatching(/^The key [0-9A-F]{40} has cancelled/),
      ]);
      // Who has looked lets the rest come.
      await resume(cluster);
      await cluster.stride(3 * DAY, HOUR);
      expect(await standing(cluster, uids)).toBe(0);
    },
  );

  it("stops who ends events that are nobody's it could pass on, whatever revise URL it gives them", async () => {
    await using cluster = await createCluster({ push: { a: ["b"], c: ["b"] }, settings: SETTINGS });
    const uids = await enter(cluster, 6);
    await cluster.settle();
    cluster.intercept(({ request }) =>
      request.url.endsWith("/enter-event") ? new Error("held back") : request,
    );
    const versions: Version[] = [];
    for (const [n, uid] of uids.entries()) {
      const cancelled = await cluster.node("a").cancel(uid);
      const reviseUrl = n % 2 === 0 ? `${urlOf("c")}/discal/revise` : cancelled.reviseUrl;
      versions.push(restamp(cancelled, { reviseUrl }));
    }
    expect(await push(cluster, versions)).toBe(429);
    expect(await standing(cluster, uids)).toBe(6);
  });

  it("lets a few pass each day, and says nothing of tombstones of what was never here", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] }, settings: SETTINGS });
    cluster.cut("a", "b");
    const gone = await enter(cluster, 10);
    for (const uid of gone) await cluster.node("a").remove(uid);
    const uids = await enter(cluster, 10);
    cluster.heal();
    await cluster.settle();
    expect(await standing(cluster, uids)).toBe(10);
    for (const uid of uids.slice(0, 5)) await cluster.node("a").cancel(uid);
    await cluster.settle();
    await cluster.advance(DAY);
    for (const uid of uids.slice(5)) await cluster.node("a").cancel(uid);
    await cluster.settle();
    expect(await standing(cluster, uids)).toBe(0);
    expect(await suspensions(cluster)).toEqual([]);
  });
});
