import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { sha256 } from "../../src/exchange/push-register/request.ts";
import { openStore } from "../../src/store/sqlite/open.ts";
import { closedVault, createVault, type Vault } from "../../src/wire/vault.ts";
import { type Cluster, createCluster, urlOf } from "../support/cluster.ts";
import { evening } from "../support/evening.ts";
import { DAY, incoming, MINUTE, outgoing, WISH } from "../support/registering.ts";
import { against } from "../support/threat.ts";

const BROKEN = "The secret key /srv/secret.key is broken.";

/** Node b asks a to push to it, with a token; what a seals with can be changed between its lives. */
async function world() {
  const folder = mkdtempSync(join(tmpdir(), "discal-sealed-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  let vault = createVault();
  let heard = "";
  const cluster = await createCluster({
    push: { a: [], b: [] },
    settings: { a: { data: folder } },
    vaults: { a: () => vault },
  });
  cluster.intercept(({ request }) => {
    const { token } = /Bearer (?<token>\S+)/.exec(request.headers["Authorization"] ?? "")?.groups ?? {};
    heard = token ?? heard;
    return request;
  });
  await cluster.node("b").register(urlOf("a"), { ...WISH, proof: "bearer" });
  await cluster.advance(MINUTE);
  return Object.assign(cluster, {
    folder,
    token: () => heard,
    restartWith: async (next: Vault, meanwhile?: () => void) => {
      vault = next;
      await cluster.restart("a", meanwhile);
    },
    vault: () => vault,
  });
}

/** Everything that is in the data folder, byte by byte. */
function onDisk(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join("\n");
}

/** An event of a comes to b by its token. */
async function arrives(cluster: Cluster): Promise<boolean> {
  const { uid } = await cluster.node("a").enter(evening);
  await cluster.advance(MINUTE);
  return (await cluster.node("b").store.commons.get(uid)) !== null;
}

async function told(cluster: Cluster): Promise<readonly string[]> {
  const notices = await cluster.node("a").store.notices.list({ unseenOnly: false, before: null, limit: 50 });
  return notices.filter(({ kind }) => kind === "key").map(({ text }) => text);
}

describe("the token that a site gave for pushes", () => {
  it(
    "stands nowhere in the data folder, and is used all the same, after a restart, too",
    against("identity", "a copy of the database gets abroad", "tokens of other sites are sealed in it"),
    async () => {
      await using cluster = await world();
      expect(await arrives(cluster)).toBe(true);
      await cluster.restartWith(cluster.vault());
      expect(await arrives(cluster)).toBe(true);
      expect(cluster.token()).toMatch(/^discal_push_/);
      expect(onDisk(cluster.folder)).not.toContain("discal_push_");
      expect(await told(cluster)).toEqual([]);
    },
  );

  it(
    "is sealed where an earlier program kept it in plain text, and overwritten on the disk",
    against(
      "identity",
      "tokens of an earlier version are in plain text",
      "they are sealed at the next start",
    ),
    async () => {
      await using cluster = await world();
      expect(await arrives(cluster)).toBe(true);
      const { registrations, errands } = cluster.node("a").store;
      const given = await incoming(cluster.node("a"));
      if (given === undefined) throw new Error("b has asked for nothing");
      await registrations.save({ ...given, credential: cluster.token() });
      const payload = { endpoint: urlOf("c"), bearer: "discal_push_of_ones_own" };
      await errands.add({ kind: "register", subject: "own", payload }, cluster.now(), cluster.now() + DAY);
      expect(onDisk(cluster.folder)).toContain(cluster.token());
      await cluster.restartWith(cluster.vault());
      expect(onDisk(cluster.folder)).not.toContain("discal_push_");
      const errand = await cluster.node("a").store.errands.find("register", "own");
      const { bearer } = (errand?.payload ?? {}) as { readonly bearer?: string };
      expect(cluster.vault().open(bearer ?? "", "registration out own")).toBe("discal_push_of_ones_own");
      expect(await arrives(cluster)).toBe(true);
    },
  );

  it.each<[string, () => Vault, string]>([
    ["is lost, and a new one was made", () => createVault(), "not the one that the database was sealed with"],
    ["cannot be read", () => closedVault(BROKEN), BROKEN],
  ])(
    "cannot be used where the secret key %s: the node goes on, people are told once, and nothing is lost",
    against(
      "identity",
      "the file of the secret key is lost or broken",
      "the node starts, says what to do, and goes on where the file is put back",
    ),
    async (_, other, said) => {
      await using cluster = await world();
      const right = cluster.vault();
      await cluster.restartWith(other());
      await cluster.restartWith(other());
      expect(await told(cluster)).toEqual([expect.stringContaining(said)]);
      expect((await told(cluster))[0]).toContain("The tokens by which b.node.example would be pushed to");
      expect(await arrives(cluster)).toBe(false);
      const [lag] = await cluster.node("a").store.deliveries.lag();
      expect(lag).toMatchObject({
        backlog: 1,
        stopped: false,
        lastError: expect.stringContaining("secret key"),
      });
      await cluster.restartWith(right);
      await cluster.advance(DAY);
      expect(await cluster.node("a").store.deliveries.lag()).toMatchObject([{ backlog: 0 }]);
      expect(await arrives(cluster)).toBe(true);
    },
  );

  it(
    "is given anew by the site itself where the secret key stays lost",
    against(
      "identity",
      "the secret key is lost for good",
      "sites that gave a token give another one by themselves",
    ),
    async () => {
      await using cluster = await world();
      const before = await outgoing(cluster.node("b"));
      expect(await arrives(cluster)).toBe(true);
      const lost = cluster.token();
      await cluster.restartWith(createVault());
      await cluster.advance(8 * DAY);
      const after = await outgoing(cluster.node("b"));
      expect(after).toMatchObject({ state: "active" });
      expect(after?.id).not.toBe(before?.id);
      expect(await arrives(cluster)).toBe(true);
      expect(cluster.token()).not.toBe(lost);
    },
  );

  it("of this node is kept sealed, too, until the other site has it, and then as a hash alone", async () => {
    const folder = mkdtempSync(join(tmpdir(), "discal-sealed-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    await using cluster = await createCluster({ push: { a: [], b: [] }, settings: { b: { data: folder } } });
    let asked = "";
    cluster.answer(({ request }, answer) => {
      if (request.method !== "POST" || !request.url.endsWith("/discal/push-register")) return answer;
      asked = new TextDecoder().decode(request.body ?? undefined);
      return { ...answer, status: 503 };
    });
    await cluster.node("b").register(urlOf("a"), { ...WISH, proof: "bearer" });
    await cluster.advance(MINUTE);
    const { bearer } = JSON.parse(asked) as { readonly bearer: string };
    expect(bearer).toMatch(/^discal_push_/);
    expect(onDisk(folder)).not.toContain("discal_push_");
    expect((await outgoing(cluster.node("b")))?.credential).toBe(sha256(bearer));
  });
});

it("a database that is opened without a key is left as it is", async () => {
  const folder = mkdtempSync(join(tmpdir(), "discal-sealed-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const open = () => openStore({ path: join(folder, "discal.db"), timezone: "UTC", now: 0 });
  const payload = { endpoint: urlOf("c"), bearer: "discal_push_of_ones_own" };
  {
    await using store = await open();
    await store.errands.add({ kind: "register", subject: "own", payload }, 0);
  }
  await using store = await open();
  expect((await store.errands.find("register", "own"))?.payload).toEqual(payload);
});
