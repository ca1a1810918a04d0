import { copyFileSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { connect } from "../../src/store/sqlite/database/database.ts";
import { type Cluster, createCluster, urlOf } from "../support/cluster.ts";
import { evening } from "../support/evening.ts";

const HOUR = 3_600_000;
/** Digests are compared daily, by the first poll after that. */
const REPAIR_PERIOD = 26 * HOUR;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "discal-repair-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function enter(cluster: Cluster, name: string, count: number): Promise<readonly string[]> {
  const uids: string[] = [];
  for (let n = 0; n < count; n += 1)
    uids.push((await cluster.node(name).enter({ ...evening, title: `Event ${n} of ${name}` })).uid);
  return uids;
}

async function fingerprints(cluster: Cluster, name: string): Promise<string> {
  return (await cluster.node(name).store.repair.fingerprints()).join(",");
}

async function expectSame(cluster: Cluster, ...names: readonly string[]): Promise<void> {
  const all = await Promise.all(names.map((name) => fingerprints(cluster, name)));
  expect(new Set(all).size).toBe(1);
}

async function expectOther(cluster: Cluster, a: string, b: string): Promise<void> {
  expect(await fingerprints(cluster, a)).not.toBe(await fingerprints(cluster, b));
}

/** Nodes a and b push to and poll each other; a's data outlives it. */
async function pair() {
  const data = folder();
  const both = { a: ["b"], b: ["a"] };
  const cluster = await createCluster({ push: both, poll: both, settings: { a: { data } } });
  const file = join(data, "discal.db");
  return { cluster, file, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() };
}

describe("what was lost heals by itself within one repair period", () => {
  it("a row of the database", async () => {
    await using made = await pair();
    const { cluster, file } = made;
    await enter(cluster, "a", 30);
    const [lost] = await enter(cluster, "b", 30);
    await cluster.advance(2 * HOUR);
    await expectSame(cluster, "a", "b");
    const client = connect(file);
    client.prepare("DELETE FROM versions WHERE object = (SELECT id FROM objects WHERE uid = ?)").run(lost);
    client.close();
    await expectOther(cluster, "a", "b");
    expect((await cluster.node("a").store.commons.get(lost ?? ""))?.winner ?? null).toBeNull();
    await cluster.advance(REPAIR_PERIOD);
    await expectSame(cluster, "a", "b");
    expect((await cluster.node("a").store.commons.get(lost ?? ""))?.shown).not.toBeNull();
  });

  it("a push that was skipped, as the cursor was moved by hand", async () => {
    await using made = await pair();
    const { cluster, file } = made;
    await enter(cluster, "a", 3);
    await cluster.advance(2 * HOUR);
    cluster.cut("a", "b");
    await enter(cluster, "a", 3);
    await cluster.advance(1);
    const client = connect(file);
    client.exec("UPDATE cursors SET cursor = 1000000");
    client.close();
    // So that only digests can show it.
    const { store } = cluster.node("b");
    const [peer] = await store.registry.all();
    const state = await store.repair.pullState(peer?.id ?? 0);
    await store.repair.pulled(peer?.id ?? 0, {
      ...state,
      cursor: await cluster.node("a").store.repair.head(),
    });
    cluster.heal();
    await cluster.advance(2 * HOUR);
    await expectOther(cluster, "a", "b");
    await cluster.advance(REPAIR_PERIOD);
    await expectSame(cluster, "a", "b");
  });

  it("all since a backup that was put back", async () => {
    await using made = await pair();
    const { cluster, file } = made;
    const kept = `${file}.kept`;
    await enter(cluster, "a", 5);
    await cluster.advance(2 * HOUR);
    await cluster.restart("a", () => copyFileSync(file, kept));
    const [edited] = await enter(cluster, "a", 5);
    await enter(cluster, "b", 5);
    await cluster.node("a").edit(edited ?? "", { title: "Edited" });
    await cluster.advance(3 * HOUR);
    await expectSame(cluster, "a", "b");
    const { epoch } = cluster.node("a").store;
    await cluster.restart("a", () => {
      rmSync(`${file}-wal`, { force: true });
      copyFileSync(kept, `${file}.new`);
      renameSync(`${file}.new`, file);
    });
    expect(cluster.node("a").store.epoch).not.toBe(epoch);
    await expectOther(cluster, "a", "b");
    const before = cluster.traffic.length;
    await cluster.advance(2 * HOUR);
    await expectSame(cluster, "a", "b");
    expect((await cluster.node("a").store.commons.get(edited ?? ""))?.winner?.text).toContain("Edited");
    // Who sees another epoch, be it its own, compares digests, and needs no look at the whole change log.
    const asked = (from: string, part: string) =>
      cluster.traffic.slice(before).some((sent) => sent.from === from && sent.request.url.includes(part));
    expect([asked("a", "/v1/digest?"), asked("b", "/v1/digest?")]).toEqual([true, true]);
    expect(asked("b", "since=0")).toBe(false);
  });

  it("what a peer said to have taken, and did not store", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] }, poll: { a: ["b"] } });
    const [first] = await enter(cluster, "a", 3);
    let takes = false;
    cluster.intercept(({ request }) => {
      if (takes || !request.url.endsWith("/discal/enter-event")) return request;
      return { ...request, url: `${urlOf("b")}/discal/swallow` };
    });
    cluster.answer(({ request }, response) => {
      if (!request.url.endsWith("/discal/swallow")) return response;
      const uids = Buffer.from(request.body ?? [])
        .toString()
        .matchAll(/^UID:(.*)\r$/gm);
      const results = [...uids].map(([, uid]) => ({ uid, revision: 0, verdict: "accepted", reason: "" }));
      return { ...response, status: 200, body: Buffer.from(JSON.stringify(results)) };
    });
    await cluster.advance(2 * HOUR);
    expect(await cluster.node("a").store.deliveries.lag()).toMatchObject([{ backlog: 0, exceptions: 0 }]);
    expect(await cluster.node("b").store.commons.get(first ?? "")).toBeNull();
    takes = true;
    await cluster.advance(REPAIR_PERIOD);
    await expectSame(cluster, "a", "b");
  });

  it("more than one comparison looks into, one poll after the other", async () => {
    await using made = await pair();
    const { cluster, file } = made;
    await enter(cluster, "b", 600);
    await cluster.advance(2 * HOUR);
    const client = connect(file);
    client.exec("DELETE FROM versions");
    client.close();
    await cluster.advance(REPAIR_PERIOD + 4 * HOUR);
    await expectSame(cluster, "a", "b");
  });
});

describe("a comparison that finds nothing", () => {
  it("costs one small answer, once a day", async () => {
    await using made = await pair();
    const { cluster } = made;
    await enter(cluster, "a", 20);
    await cluster.advance(3 * HOUR);
    const before = cluster.traffic.length;
    await cluster.advance(5 * 24 * HOUR);
    const digests = cluster.traffic
      .slice(before)
      .filter(({ from, request }) => from === "a" && request.url.includes("/discal/v1/digest"));
    expect(digests.length).toBeGreaterThanOrEqual(4);
    expect(digests.length).toBeLessThanOrEqual(5);
  });

  it("is made at once where an operator asks for it", async () => {
    await using made = await pair();
    const { cluster } = made;
    await cluster.advance(2 * HOUR);
    const [peer] = await cluster.node("a").store.registry.all();
    const before = cluster.traffic.length;
    if (peer !== undefined) await cluster.node("a").poll([peer], () => {}, { compare: true });
    const asked = cluster.traffic.slice(before).map(({ request }) => new URL(request.url).pathname);
    expect(asked).toContain("/discal/v1/digest");
  });
});
