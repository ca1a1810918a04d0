import { describe, expect, it } from "vitest";
import { wireText } from "../../src/core/ical/object.ts";
import { signedPost } from "../../src/exchange/pushing/signed-post.ts";
import type { OutboundRequest } from "../../src/net/send.ts";
import type { Node } from "../../src/node.ts";
import { createCluster, type Cluster, urlOf } from "../support/cluster.ts";
import { against } from "../support/threat.ts";

const HOUR = 3_600_000;
const DRAFT = {
  title: "Evening of songs",
  start: "2026-05-01T19:30",
  end: null,
  zone: "Europe/Berlin",
  allDay: false,
  location: "Town hall",
  description: null,
  url: null,
  tags: [],
};

/** c has an event of a, to which it is a stranger. */
async function stranger(settings = {}): Promise<{ cluster: Cluster; a: Node; c: Node; uid: string }> {
  const cluster = await createCluster({ push: { a: ["b"], b: ["c"] }, settings });
  const [a, c] = [cluster.node("a"), cluster.node("c")];
  const { uid } = await a.enter(DRAFT);
  await cluster.settle();
  return { cluster, a, c, uid };
}

async function proposals(node: Node, uid: string) {
  const stored = await node.store.commons.get(uid);
  return stored?.history.filter(({ waits }) => waits) ?? [];
}

function asked(cluster: Cluster, host: string, path: string): number {
  return cluster.traffic.filter(
    ({ from, request }) => from === "a" && request.url.startsWith(urlOf(host) + path),
  ).length;
}

/** The report that a node sends, as it would be sent. */
async function reportOf(cluster: Cluster, from: Node, uid: string, title: string): Promise<OutboundRequest> {
  const caught = Promise.withResolvers<OutboundRequest>();
  cluster.intercept(({ request }) => {
    if (!request.url.endsWith("/discal/revise")) return request;
    caught.resolve(request);
    return new Error("held back");
  });
  await from.edit(uid, { title });
  await from.tick();
  cluster.intercept(({ request }) => request);
  return caught.promise;
}

async function deliver(
  to: Node,
  { url, headers, body }: OutboundRequest,
  change: Readonly<Record<string, string>> = {},
) {
  const init = { method: "POST", headers: { ...headers, ...change }, body: Buffer.from(body ?? []) };
  const answer = await to.fetch(new Request(url, init));
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

describe("a site that is not known to the origin", () => {
  it("proposes: its key is asked for once and not pinned, its change is told of, kept and not merged", async () => {
    const { cluster, a, c, uid } = await stranger();
    await using _ = cluster;
    for (const title of ["Night of songs", "Morning of songs"]) {
      await c.edit(uid, { title });
      await cluster.settle();
    }
    expect((await proposals(a, uid)).map(({ version, enteredBy }) => [version.revision, enteredBy])).toEqual([
      [2, urlOf("c")],
      [1, urlOf("c")],
    ]);
    expect((await a.store.commons.get(uid))?.winner?.revision).toBe(0);
    expect(await a.store.registry.byUrl(urlOf("c"))).toBeNull();
    expect(asked(cluster, "c", "/.well-known/discal")).toBe(1);
    await cluster.advance(2 * HOUR);
    await c.edit(uid, { title: "Songs" });
    await cluster.settle();
    expect(asked(cluster, "c", "/.well-known/discal")).toBe(2);
  });

  it(
    "fills no desk: of one event four of its changes wait, and no more",
    against(
      "identity",
      "a stranger fills the desk with proposals",
      "4 of one site for one event, 100 in all",
    ),
    async () => {
      const { cluster, a, c, uid } = await stranger();
      await using _ = cluster;
      for (let n = 1; n <= 6; n += 1) {
        await c.edit(uid, { title: `Songs ${n}` });
        await cluster.settle();
      }
      expect(await proposals(a, uid)).toHaveLength(4);
      const told = await c.store.notices.list({ unseenOnly: true, before: null, limit: 9 });
      expect(told.filter(({ kind }) => kind === "unreported")).not.toEqual([]);
      await a.dismiss(uid);
      await c.edit(uid, { title: "Songs at last" });
      await cluster.settle();
      expect(await proposals(a, uid)).toHaveLength(1);
    },
  );

  it(
    "is not heard any more once it says too much",
    against("identity", "a stranger reports without end", "20 reports at once, then one a minute"),
    async () => {
      const { cluster, a, c, uid } = await stranger();
      await using _ = cluster;
      const statuses: number[] = [];
      for (let n = 1; n <= 22; n += 1)
        statuses.push((await deliver(a, await reportOf(cluster, c, uid, `Songs ${n}`))).status);
      expect(statuses.slice(0, 20).every((status) => status === 200)).toBe(true);
      expect(statuses.slice(20)).toEqual([429, 429]);
    },
  );

  it(
    "is who it says: a changed body, another signature and the same once more are refused",
    against(
      "identity",
      "somebody reports under another site's name",
      "reports are signed by the key that the site shows",
    ),
    async () => {
      const { cluster, a, c, uid } = await stranger();
      await using _ = cluster;
      const report = await reportOf(cluster, c, uid, "Night of songs");
      const fault = async (request: OutboundRequest, change = {}) => {
        const { status, body } = await deliver(a, request, change);
        return [status, (body as { details?: { fault?: string } }).details?.fault];
      };
      const text = new TextDecoder().decode(report.body ?? undefined).replace("Night", "Nacht");
      expect(await fault({ ...report, body: new TextEncoder().encode(text) })).toEqual([401, "wrong-digest"]);
      const signature = report.headers["DisCal-Signature"] ?? "";
      const forged = signature.replace(/fpr=./, (start) => (start === "fpr=0" ? "fpr=1" : "fpr=0"));
      expect(await fault(report, { "DisCal-Signature": forged })).toEqual([401, "unknown-key"]);
      // What was signed counts once, also where another body came with it.
      expect(await fault(report)).toEqual([401, "replayed"]);
      const next = await reportOf(cluster, c, uid, "Morning of songs");
      expect((await deliver(a, next)).status).toBe(200);
      expect(await fault(next)).toEqual([401, "replayed"]);
    },
  );

  it(
    "cannot make the origin ask the same site again and again, nor many at a time",
    against("identity", "strangers make a node flood others", "2 look-ups for a site, 30 for all"),
    async () => {
      const { cluster, a, c, uid } = await stranger();
      await using _ = cluster;
      const report = await reportOf(cluster, c, uid, "Night of songs");
      const named = (site: string) => ({
        "DisCal-Signature": (report.headers["DisCal-Signature"] ?? "").replace(urlOf("c"), site),
      });
      const statuses = new Set<number>();
      for (let n = 0; n < 5; n += 1)
        statuses.add((await deliver(a, report, named("https://victim.example"))).status);
      expect([...statuses]).toEqual([503, 429]);
      for (let n = 0; n < 60; n += 1)
        statuses.add((await deliver(a, report, named(`https://x${n}.victim.example`))).status);
      const last = await deliver(a, report, named("https://yet-another.example"));
      expect(last.status).toBe(429);
      expect(Number(last.headers.get("Retry-After"))).toBeGreaterThan(0);
    },
  );

  it.each([
    ["events that come from elsewhere", (text: string) => text, "no event of this UID has its origin here"],
    ["events that nobody knows", (text: string) => text.replace("UID:", "UID:x"), "no event of this UID"],
    ["what only a feed says", (text: string) => text.replace("BY:person", "BY:feed"), "only what a person"],
    ["what is no event", () => "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", ""],
  ])("proposes nothing of %s", async (_, change, reason) => {
    const { cluster, a, c } = await stranger();
    await using __ = cluster;
    const { uid } = await cluster.node("b").enter(DRAFT);
    await cluster
      .node("a")
      .store.commons.apply(
        [{ version: (await cluster.node("b").store.commons.get(uid))!.winner!, siteId: null }],
        cluster.now(),
      );
    const winner = (await a.store.commons.get(uid))!.winner!;
    const body = new TextEncoder().encode(change(wireText(winner)));
    const to = { url: a.self.reviseUrl, key: a.self.signer.fingerprint };
    const sender = { self: c.self, clock: () => cluster.now(), random: (n: number) => new Uint8Array(n) };
    const answer = await deliver(a, await signedPost(sender, to, body));
    expect(answer.body).toMatchObject([{ verdict: "rejected", reason: expect.stringContaining(reason) }]);
    expect(await proposals(a, uid)).toEqual([]);
  });

  it("is refused where the policy takes no pushes of it", async () => {
    const deny = { action: "push", actor: "*.node.example", scope: "*", verdict: "deny" } as const;
    const { cluster, a, c, uid } = await stranger({ a: { policies: [deny] } });
    await using _ = cluster;
    await c.edit(uid, { title: "Night of songs" });
    await cluster.settle();
    expect(await proposals(a, uid)).toEqual([]);
    expect(asked(cluster, "c", "/.well-known/discal")).toBe(0);
    const told = await c.store.notices.list({ unseenOnly: true, before: null, limit: 9 });
    expect(told.map(({ kind }) => kind)).toEqual(["unreported"]);
  });
});
