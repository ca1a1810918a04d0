import { describe, expect, it } from "vitest";
import { uidFingerprint } from "../../src/core/model/uid.ts";
import type { Version } from "../../src/core/model/version.ts";
import { historyOf } from "../../src/sinks/history.ts";
import type { StoredObject } from "../../src/store/commons.ts";
import { type Cluster, createCluster } from "../support/cluster.ts";
import { evening } from "../support/evening.ts";
import { against } from "../support/threat.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const locked = { settings: { a: { authority: "locked" } } } as const;

async function winnerAt(cluster: Cluster, name: string, uid: string): Promise<Version | null> {
  return (await cluster.node(name).store.commons.get(uid))?.winner ?? null;
}

/** What was pushed of a UID, as text. */
function pushed(cluster: Cluster): readonly string[] {
  return cluster.traffic
    .filter(({ request }) => request.method === "POST" && request.url.endsWith("/discal/enter-event"))
    .map(({ request }) => new TextDecoder().decode(request.body ?? new Uint8Array()).replaceAll("\r\n ", ""));
}

describe("a node that locks its events", () => {
  it("names its key in their UIDs, and signs each version of them", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] }, ...locked });
    const a = cluster.node("a");
    const { uid, class: versionClass } = await a.enter(evening);
    expect(uid).toMatch(/^[0-9A-Z]{26}\.[0-9A-F]{40}@a\.node\.example$/);
    expect([uidFingerprint(uid), versionClass]).toEqual([a.self.signer.fingerprint, "signed"]);
    const steps: readonly (() => Promise<Version>)[] = [
      () => a.edit(uid, { title: "Late reading" }),
      () => a.cancel(uid),
      () => a.edit(uid, { status: "CONFIRMED" }),
      () => a.remove(uid),
      () => a.restore(uid, null),
    ];
    for (const [n, step] of steps.entries()) {
      expect(await step()).toMatchObject({ class: "signed", revision: n + 1, signature: expect.any(String) });
      await cluster.settle();
      expect(await winnerAt(cluster, "b", uid)).toMatchObject({ class: "signed", revision: n + 1 });
    }
  });

  it(
    "never sends an unsigned version of them",
    against(
      "identity",
      "an unsigned version of a locked event spreads",
      "it is a proposal, relayed to nobody",
    ),
    async () => {
      await using cluster = await createCluster({ push: { a: ["b"], b: ["a", "c"] }, ...locked });
      const { uid } = await cluster.node("a").enter(evening);
      await cluster.settle();
      await cluster.node("b").as("Ben's laptop").edit(uid, { title: "A proposal" });
      const known = await cluster.node("b").store.commons.get(uid);
      expect(historyOf(known as StoredObject).map(({ state }) => state)).toEqual(["published", "proposed"]);
      expect(known?.standing.map(({ enteredBy }) => enteredBy)).toContain("Ben's laptop");
      await cluster.node("a").edit(uid, { location: "Hall" });
      await cluster.advance(2 * HOUR);
      const texts = pushed(cluster);
      expect(texts.length).toBeGreaterThan(0);
      for (const text of texts) expect(text).toContain("X-DISCAL-SIG:");
      expect(await winnerAt(cluster, "c", uid)).toMatchObject({ class: "signed", revision: 1 });
    },
  );

  it("leaves the UIDs of events from elsewhere as they are", async () => {
    await using cluster = await createCluster({ push: { b: ["a"] }, ...locked });
    const { uid } = await cluster.node("b").enter(evening);
    await cluster.settle();
    expect(await cluster.node("a").edit(uid, { title: "Ours" })).toMatchObject({
      class: "open",
      signature: null,
    });
  });
});

describe("an event whose key is not known here", () => {
  it("waits until the key has come from the pusher, and is then taken when it is offered again", async () => {
    await using cluster = await createCluster({ push: { a: ["b"], b: ["c"] }, ...locked });
    const { uid } = await cluster.node("a").enter(evening);
    await cluster.settle();
    const asked = cluster.traffic.filter(
      ({ from, request }) => from === "c" && request.url.includes("/keys/"),
    );
    expect(asked.map(({ request }) => new URL(request.url).host)).toContain("b.node.example");
    expect(await winnerAt(cluster, "c", uid)).toMatchObject({ class: "signed" });
  });

  it("is not taken where nobody has the key, and the host in its UID is asked, too", async () => {
    await using cluster = await createCluster({ push: { a: ["b"], b: ["c"] }, ...locked });
    const { fingerprint } = cluster.node("a").self.signer;
    cluster.answer(({ from, request }, response) =>
      from === "c" && request.url.endsWith(fingerprint) ? { ...response, status: 404 } : response,
    );
    const { uid } = await cluster.node("a").enter(evening);
    for (let n = 0; n < 12; n += 1) {
      await cluster.node("b").tick();
      await cluster.advance(10 * MINUTE);
    }
    expect(await winnerAt(cluster, "c", uid)).toBeNull();
    const asked = cluster.traffic.filter(
      ({ from, request }) => from === "c" && request.url.endsWith(fingerprint),
    );
    const hosts = asked.map(({ request }) => new URL(request.url).host);
    expect(new Set(hosts)).toEqual(new Set(["b.node.example", "a.node.example"]));
    // At most once in 10 minutes of each.
    expect(hosts.length).toBeLessThanOrEqual(2 * 13);
  });

  it("is polled with its key", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] }, poll: { c: ["b"] }, ...locked });
    const { uid } = await cluster.node("a").enter(evening);
    await cluster.advance(3 * HOUR);
    expect(await winnerAt(cluster, "c", uid)).toMatchObject({ class: "signed" });
  });
});
