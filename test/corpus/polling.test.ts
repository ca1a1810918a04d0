import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PollReport } from "../../src/exchange/polling/poller.ts";
import { createCluster, type Cluster } from "../support/cluster.ts";
import { corpus, hasCorpus } from "../support/corpus.ts";

const DATES = ["2026-02-17", "2026-03-09", "2026-03-16", "2026-03-25"];
const HOUR = 3_600_000;

function feedsOf(city: string, date: string): Map<string, string> {
  const folder = join(corpus, "feeds", city, date);
  const names = readdirSync(folder).filter((name) => name.endsWith(".ics"));
  return new Map(names.map((name) => [urlOf(city, name), readFileSync(join(folder, name), "utf8")]));
}

function urlOf(city: string, name: string): string {
  return `https://${city}.example/${name}`;
}

/** All feeds that a city ever had, `combined.ics` (another tool's merge of the others) last. */
function allUrls(city: string, dates: readonly string[]): string[] {
  const urls = new Set(dates.flatMap((date) => [...feedsOf(city, date).keys()]));
  return [...urls].sort((a, b) => Number(a.endsWith("/combined.ics")) - Number(b.endsWith("/combined.ics")));
}

async function pollAll(cluster: Cluster): Promise<readonly PollReport[]> {
  const node = cluster.node("a");
  const sites = (await node.store.registry.all()).toSorted((a, b) => a.position - b.position);
  return node.poll(sites);
}

function total(reports: readonly PollReport[], part: "fresh" | "revised" | "vanished" | "proposed"): number {
  return reports.reduce((sum, { summary }) => sum + (summary?.[part].length ?? 0), 0);
}

describe.skipIf(!hasCorpus)("polling a city's real feeds", () => {
  it("takes Davis on four dates: new, changed at the next revision, unchanged untouched, vanished marked", async () => {
    await using cluster = await createCluster({ push: {}, poll: { a: allUrls("davis", DATES) } });
    const { store } = cluster.node("a");
    const table: Record<string, unknown>[] = [];
    for (const date of DATES) {
      for (const url of allUrls("davis", DATES))
        cluster.serveFeed(url, feedsOf("davis", date).get(url) ?? null);
      const before = new Map<string, number>();
      for (const { uid } of table.length === 0 ? [] : await everyObject(cluster)) {
        before.set(uid, (await store.commons.get(uid))?.winner?.revision ?? 0);
      }
      const reports = await pollAll(cluster);
      const revised = new Set(reports.flatMap(({ summary }) => summary?.revised ?? []));
      for (const [uid, revision] of before) {
        const now = (await store.commons.get(uid))?.winner?.revision ?? 0;
        if (!revised.has(uid)) expect([uid, now]).toEqual([uid, revision]);
        else expect(now).toBeGreaterThan(revision);
      }
      const vanished = reports.flatMap(({ site, summary }) =>
        (summary?.vanished ?? []).map((uid) => ({ uid, site })),
      );
      for (const { uid, site } of vanished) {
        const sightings = (await store.commons.get(uid))?.sightings ?? [];
        expect(sightings.find(({ siteId }) => siteId === site.id)?.missingSince).not.toBeNull();
      }
      const { events, versions, conflicts } = await store.statistics();
      table.push({
        date,
        fresh: total(reports, "fresh"),
        revised: total(reports, "revised"),
        vanished: total(reports, "vanished"),
        refused: reports.reduce((sum, { summary }) => sum + (summary?.refused.length ?? 0), 0),
        failed: reports.filter(({ outcome }) => outcome === "failed").length,
        events,
        versions,
        conflicts,
      });
      const again = await pollAll(cluster);
      expect(again.filter(({ outcome }) => outcome === "changed")).toEqual([]);
      expect(await store.statistics()).toMatchObject({ events, versions, conflicts });
      await cluster.advance(HOUR / 2);
    }
    console.table(table);
    expect(table.at(-1)).toMatchObject({ conflicts: 0 });
  });

  it("takes Petaluma without combined.ics, and leaves no open conflict", async () => {
    const urls = allUrls("petaluma", ["2026-03-16"]).filter((url) => !url.endsWith("/combined.ics"));
    await using cluster = await createCluster({ push: {}, poll: { a: urls } });
    for (const [url, text] of feedsOf("petaluma", "2026-03-16")) cluster.serveFeed(url, text);
    const reports = await pollAll(cluster);
    const statistics = await cluster.node("a").store.statistics();
    console.table([{ ...statistics, fresh: total(reports, "fresh"), revised: total(reports, "revised") }]);
    expect(statistics.events).toBeGreaterThan(5000);
    expect(statistics.conflicts).toBe(0);
    expect(total(reports, "revised")).toBe(0);
  });
});

async function everyObject(cluster: Cluster): Promise<{ uid: string }[]> {
  const uids: { uid: string }[] = [];
  for (let after = ""; ;) {
    const page = await cluster.node("a").store.commons.published({ tombstonesSince: 0, after, limit: 1000 });
    if (page.length === 0) return uids;
    uids.push(...page.map(({ version }) => ({ uid: version.uid })));
    after = uids.at(-1)?.uid ?? "";
  }
}
