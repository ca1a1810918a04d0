import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Cluster, createCluster, urlOf } from "../support/cluster.ts";
import { calendarOf, type Crafted, craftedPush } from "../support/crafted-push.ts";
import { against } from "../support/threat.ts";

const UID = "picnic@a.node.example";

/** Node b keeps its data on disk; a pushes to it. */
async function world() {
  const folder = mkdtempSync(join(tmpdir(), "discal-replay-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const data = join(folder, "b");
  const cluster = await createCluster({ push: { a: ["b"] }, settings: { b: { data } } });
  onTestFinished(() => {
    for (const life of [1, 2]) rmSync(`${data}~${life}`, { recursive: true, force: true });
  });
  const body = calendarOf({ UID, "X-REVISE-URL": `${urlOf("a")}/discal/revise` });
  return { cluster, folder, data, push: await craftedPush(cluster, "a", "b", body) };
}

async function sent(cluster: Cluster, push: Crafted): Promise<string> {
  const answer = await cluster.node("b").fetch(push());
  const said = (await answer.json()) as { readonly details?: { readonly fault: string } } & readonly {
    readonly verdict: string;
  }[];
  return `${answer.status} ${said.details?.fault ?? said[0]?.verdict}`;
}

describe("a push that somebody has seen and sends again", () => {
  it(
    "is refused after a restart and after a power cut, for as long as it holds",
    against(
      "identity",
      "a push is replayed after a restart or kill -9",
      "nonces are committed to the database",
    ),
    async () => {
      const { cluster, push } = await world();
      await using _cluster = cluster;
      expect(await sent(cluster, push)).toBe("200 accepted");
      expect(await sent(cluster, push)).toBe("401 replayed");
      await cluster.restart("b");
      expect(await sent(cluster, push)).toBe("401 replayed");
      cluster.crash("b");
      await cluster.revive("b");
      expect(await sent(cluster, push)).toBe("401 replayed");
      await cluster.advance(299_000);
      expect(await sent(cluster, push)).toBe("401 replayed");
      await cluster.advance(2000);
      expect(await sent(cluster, push)).toBe("401 past");
    },
  );

  it(
    "brings back but what it brought, where a backup from before it was restored",
    against(
      "identity",
      "a push is replayed to a backup that was made before it",
      "a push says what stands, not what to change: twice is once; after 300 s it is past",
    ),
    async () => {
      const { cluster, folder, data, push } = await world();
      await using _cluster = cluster;
      const backup = join(folder, "backup.db");
      await cluster.node("b").store.backup(backup);
      expect(await sent(cluster, push)).toBe("200 accepted");
      const before = await cluster.node("b").store.commons.get(UID);
      await cluster.restart("b", () => {
        for (const ending of ["-wal", "-shm"]) rmSync(join(data, `discal.db${ending}`), { force: true });
        copyFileSync(backup, join(data, "discal.db"));
      });
      expect(await cluster.node("b").store.commons.get(UID)).toBeNull();
      expect(await sent(cluster, push)).toBe("200 accepted");
      expect((await cluster.node("b").store.commons.get(UID))?.winner).toEqual(before?.winner);
      expect(await sent(cluster, push)).toBe("401 replayed");
    },
  );
});
