import { describe, expect, it } from "vitest";
import type { RegistrationWish } from "../../src/exchange/operations.ts";
import type { Node } from "../../src/node.ts";
import { createCluster, type Cluster, type NodeSettings, urlOf } from "../support/cluster.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const WISH: RegistrationWish = { filter: null, lease: 10 * DAY, proof: "openpgp", mutual: false };
const ASK: NodeSettings = { registration: { answer: "ask", lease: 10 * DAY } };

function evening(title: string, tags: readonly string[] = []) {
  return {
    title,
    start: "2026-03-20T19:30:00",
    end: "2026-03-20T22:00:00",
    zone: "America/Los_Angeles",
    allDay: false,
    location: "Town hall",
    description: "Bring your voice.",
    url: null,
    tags,
  };
}

/** Two nodes that know nothing of each other; `a` is asked by `b`. */
async function strangers(settings: Readonly<Record<string, NodeSettings>> = {}) {
  const cluster = await createCluster({ push: { a: [], b: [] }, settings });
  return Object.assign(cluster, { a: cluster.node("a"), b: cluster.node("b") });
}

async function incoming(node: Node) {
  const all = await node.store.registrations.all();
  return all.find(({ direction }) => direction === "in");
}

async function outgoing(node: Node) {
  const all = await node.store.registrations.all();
  return all.find(({ direction }) => direction === "out");
}

async function told(node: Node): Promise<readonly string[]> {
  const notices = await node.store.notices.list({ unseenOnly: true, before: null, limit: 10 });
  return notices.filter(({ kind }) => kind === "registration").map(({ text }) => text);
}

/** What a node sent, as `METHOD host/path`. */
function sentBy({ traffic }: Pick<Cluster, "traffic">, name: string): readonly string[] {
  return traffic
    .filter(({ from }) => from === name)
    .map(({ request: { method, url } }) => `${method} ${new URL(url).host}${new URL(url).pathname}`);
}

const pushesTo = (host: string) => `POST ${host}.node.example/discal/enter-event`;

describe("a site that asks to be pushed to", () => {
  it("gets what was there before by polling, and what comes after by pushes, without any configuration", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    const before = await a.enter(evening("Before"));
    expect((await b.register(urlOf("a"), WISH)).state).toBe("requested");
    await cluster.advance(MINUTE);
    expect(sentBy(cluster, "a")).not.toContain(pushesTo("b"));
    const after = await a.enter(evening("After"));
    await cluster.advance(MINUTE);
    expect(sentBy(cluster, "a")).toContain(pushesTo("b"));
    for (const { uid } of [before, after]) expect(await b.store.commons.get(uid)).not.toBeNull();
    expect(await outgoing(b)).toMatchObject({ state: "active", reason: "" });
    expect(await incoming(a)).toMatchObject({ state: "active", fingerprint: b.self.signer.fingerprint });
    const row = { kind: "peer", declared: "api", push: false, accept: false, poll: null };
    expect(await a.store.registry.byUrl(urlOf("b"))).toMatchObject({
      ...row,
      fingerprint: b.self.signer.fingerprint,
    });
    const asked = { ...row, poll: "1h", name: a.self.name };
    expect(await b.store.registry.byUrl(urlOf("a"))).toMatchObject(asked);
    // Who was known by its host only has a name once it is asked in return.
    expect((await a.store.registry.byUrl(urlOf("b")))?.name).toBe(new URL(urlOf("b")).host);
    await a.register(urlOf("b"), WISH);
    expect((await a.store.registry.byUrl(urlOf("b")))?.name).toBe(b.self.name);
  });

  it("waits for an admin, who is told once; and pushes only after the approval", async () => {
    await using cluster = await strangers({ a: ASK });
    const { a, b } = cluster;
    await b.register(urlOf("a"), WISH);
    await cluster.advance(10 * MINUTE);
    const asked = await incoming(a);
    expect(asked?.state).toBe("awaiting-approval");
    expect(await outgoing(b)).toMatchObject({ state: "awaiting-approval" });
    expect(await told(a)).toEqual([expect.stringContaining(b.self.signer.fingerprint)]);
    await a.enter(evening("Not yet"));
    await cluster.advance(MINUTE);
    expect(sentBy(cluster, "a")).not.toContain(pushesTo("b"));
    const approved = await a.decideRegistration(asked?.id ?? "", "approve");
    expect(approved).toMatchObject({ state: "active", leaseUntil: cluster.now() + 10 * DAY });
    await a.enter(evening("Now"));
    // The first push tells sooner than the next look.
    await cluster.advance(1000);
    await cluster.advance(1000);
    expect(sentBy(cluster, "a")).toContain(pushesTo("b"));
    expect(await outgoing(b)).toMatchObject({ state: "active" });
    await expect(a.decideRegistration(asked?.id ?? "", "approve")).rejects.toThrow("it is active already");
  });

  it("is linked in both directions by a word on each side", async () => {
    await using cluster = await strangers({ a: ASK, b: ASK });
    const { a, b } = cluster;
    await b.register(urlOf("a"), { ...WISH, mutual: true });
    await cluster.advance(MINUTE);
    expect(await told(a)).toEqual([expect.stringContaining("ready to push in return")]);
    await a.decideRegistration((await incoming(a))?.id ?? "", "approve");
    await a.register(urlOf("b"), { ...WISH, mutual: true });
    await cluster.advance(10 * MINUTE);
    expect(await told(b)).toEqual([]);
    for (const node of [a, b]) {
      expect(await incoming(node)).toMatchObject({ state: "active" });
      expect(await outgoing(node)).toMatchObject({ state: "active" });
    }
    const [fromA, fromB] = [await a.enter(evening("By A")), await b.enter(evening("By B"))];
    await cluster.advance(MINUTE);
    expect(await b.store.commons.get(fromA.uid)).not.toBeNull();
    expect(await a.store.commons.get(fromB.uid)).not.toBeNull();
  });

  it("gets only what it is interested in", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    await b.register(urlOf("a"), { ...WISH, filter: { tags: ["music"] } });
    await cluster.advance(MINUTE);
    await a.enter(evening("Chess", ["chess"]));
    await cluster.advance(MINUTE);
    expect(sentBy(cluster, "a")).not.toContain(pushesTo("b"));
    await a.enter(evening("Songs", ["Music"]));
    await cluster.advance(MINUTE);
    expect(sentBy(cluster, "a")).toContain(pushesTo("b"));
    // Nor does a poll bring what was not asked for.
    await cluster.advance(2 * 60 * MINUTE);
    const { rows } = await b.store.commons.list({ limit: 9 });
    expect(rows.map(({ event }) => event.title)).toEqual(["Songs"]);
  });

  it("may have itself pushed to with a token, of which it keeps but the hash", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    const tokens: (string | undefined)[] = [];
    cluster.intercept(({ request }) => {
      if (request.url === `${urlOf("b")}/discal/enter-event`) tokens.push(request.headers["Authorization"]);
      return request;
    });
    const { id } = await b.register(urlOf("a"), { ...WISH, proof: "bearer" });
    await cluster.advance(MINUTE);
    const { uid } = await a.enter(evening("By token"));
    await cluster.advance(MINUTE);
    expect(tokens).toEqual([expect.stringMatching(/^Bearer discal_push_[\w-]{43}$/)]);
    expect(await b.store.commons.get(uid)).not.toBeNull();
    const kept = JSON.stringify([await outgoing(b), await b.store.errands.find("register", id)]);
    expect(kept).not.toContain("discal_push_");
    // The request itself is gone with its token: a renewal needs neither.
    await cluster.advance(6 * DAY);
    expect((await incoming(a))?.leaseUntil).toBeGreaterThan(cluster.now() + 8 * DAY);
  });

  it("renews at half of its lease, for as long as both are there", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    await b.register(urlOf("a"), { ...WISH, lease: 2 * DAY });
    await cluster.advance(DAY - MINUTE);
    const renewals = () => sentBy(cluster, "b").filter((sent) => /POST .*push-register\/./.test(sent)).length;
    expect(renewals()).toBe(0);
    await cluster.advance(8 * DAY);
    expect(renewals()).toBeGreaterThanOrEqual(8);
    // The other node verifies a moment later, and may be asked once more before.
    expect(renewals()).toBeLessThanOrEqual(16);
    expect((await incoming(a))?.leaseUntil).toBeGreaterThan(cluster.now());
    expect([...(await told(a)), ...(await told(b))]).toEqual([]);
  });

  it("that is away loses its lease, in which people are told, and gets it back without them", async () => {
    await using cluster = await strangers({ a: ASK });
    const { a, b } = cluster;
    await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    await a.decideRegistration((await incoming(a))?.id ?? "", "approve");
    await cluster.advance(DAY);
    cluster.cut("a", "b");
    await cluster.advance(11 * DAY);
    expect(await incoming(a)).toMatchObject({ state: "expired" });
    expect(await outgoing(b)).toMatchObject({ state: "expired" });
    expect(await told(a)).toContainEqual(expect.stringContaining("b.node.example is not pushed to any more"));
    expect(await told(b)).toContainEqual(
      expect.stringContaining("a.node.example pushes to this node no more"),
    );
    cluster.heal();
    await cluster.advance(2 * DAY);
    expect(await incoming(a)).toMatchObject({ state: "active" });
    expect(await outgoing(b)).toMatchObject({ state: "active" });
  });

  it("hears within a day that an operator has suspended, resumed or revoked it, and no renewal undoes that", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    const { id = "" } = (await incoming(a)) ?? {};
    await a.decideRegistration(id, "suspend");
    await a.enter(evening("Held"));
    await cluster.advance(DAY + 1);
    expect(sentBy(cluster, "a")).not.toContain(pushesTo("b"));
    expect(await outgoing(b)).toMatchObject({
      state: "suspended",
      reason: expect.stringContaining("operator"),
    });
    expect(await told(b)).toEqual([expect.stringContaining("does not push to this node")]);
    await a.decideRegistration(id, "resume");
    await cluster.advance(DAY + 1);
    expect(sentBy(cluster, "a")).toContain(pushesTo("b"));
    expect(await outgoing(b)).toMatchObject({ state: "active" });
    await a.decideRegistration(id, "revoke");
    await cluster.advance(DAY + 1);
    expect(await outgoing(b)).toMatchObject({ state: "revoked", reason: expect.stringContaining("revoked") });
    // Nor does a new id: a site has one standing.
    await b.register(urlOf("a"), WISH);
    await cluster.advance(DAY);
    expect(await a.store.registrations.all()).toHaveLength(1);
    expect(await incoming(a)).toMatchObject({ state: "revoked", id: (await outgoing(b))?.id });
    expect(await outgoing(b)).toMatchObject({ state: "revoked" });
  });

  it("takes back what it asked, and is pushed to no more", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    const { id } = await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    cluster.cut("a", "b");
    expect(await b.unregister(id)).toMatchObject({ state: "gone" });
    await cluster.advance(MINUTE);
    expect(await incoming(a)).toMatchObject({ state: "active" });
    cluster.heal();
    await cluster.advance(DAY);
    expect(await incoming(a)).toMatchObject({ state: "gone", leaseUntil: null });
    expect(await outgoing(b)).toBeUndefined();
    await a.enter(evening("Not for B"));
    await cluster.advance(MINUTE);
    expect(sentBy(cluster, "a")).not.toContain(pushesTo("b"));
  });

  it("may ask anew with another wish, and takes back both where that is not confirmed yet", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    await b.register(urlOf("a"), WISH);
    await cluster.advance(2 * MINUTE);
    await b.register(urlOf("a"), { ...WISH, filter: { tags: ["music"] } });
    await cluster.advance(2 * MINUTE);
    expect(await b.store.registrations.all()).toHaveLength(1);
    expect(await a.store.registrations.all()).toHaveLength(1);
    expect(await incoming(a)).toMatchObject({ state: "active", filter: { tags: ["music"] } });
    expect(await b.store.registry.byUrl(urlOf("a"))).toMatchObject({ filterIn: { tags: ["music"] } });
    cluster.intercept(({ from, request }) => (from === "a" ? new Error("lost") : request));
    const older = await outgoing(b);
    const { id } = await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    expect(await b.store.registrations.all()).toHaveLength(2);
    // Whoever replays the older one finds it disowned.
    const query = { registration: older?.id ?? "", request: older?.request ?? "", lease: "864000" };
    const challenge = new URLSearchParams({ ...query, challenge: "abcdefghijklmnopqrstuv" }).toString();
    const answer = await b.fetch(new Request(`${urlOf("b")}/discal/enter-event?${challenge}`));
    expect(answer.status).toBe(404);
    await b.unregister(id);
    await cluster.advance(5 * MINUTE);
    expect(await b.store.registrations.all()).toEqual([]);
    expect(await a.store.registrations.all()).toMatchObject([{ state: "gone" }]);
  });

  it("ends what it asked by answering that its callback is gone", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    const { id } = await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    await b.store.errands.add(
      { kind: "register", subject: id, payload: { endpoint: urlOf("x"), bearer: null } },
      0,
    );
    await b.unregister(id);
    cluster.intercept(({ request }) => (request.method === "DELETE" ? new Error("lost") : request));
    await post(a, `/discal/push-register/${id}`, "");
    await cluster.advance(MINUTE);
    expect(await incoming(a)).toMatchObject({ state: "gone", reason: expect.stringContaining("callback") });
  });

  it("is parted from with its registrations where a peer is removed", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    const row = await a.store.registry.byUrl(urlOf("b"));
    await a.changeSite(row?.id ?? 0, { enabled: false });
    expect(await incoming(a)).toMatchObject({ state: "revoked" });
    const other = await b.store.registry.byUrl(urlOf("a"));
    await b.changeSite(other?.id ?? 0, { enabled: false });
    expect(await outgoing(b)).toMatchObject({ state: "gone" });
  });

  it.each([
    { verdict: "deny", answer: "allow", state: "revoked" },
    { verdict: "ask", answer: "allow", state: "awaiting-approval" },
    { verdict: "allow", answer: "deny", state: "active" },
  ] as const)("is answered by the policy $verdict before the node's own $answer", async (row) => {
    const { verdict, answer, state } = row;
    const policies = [{ action: "register", actor: "*.node.example", scope: "*", verdict } as const];
    await using cluster = await strangers({ a: { policies, registration: { answer, lease: DAY } } });
    const { a, b } = cluster;
    await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    expect(await incoming(a)).toMatchObject({ state });
    expect(await outgoing(b)).toMatchObject({ state });
  });

  it("is given no longer a lease than the node gives", async () => {
    await using cluster = await strangers({ a: { registration: { answer: "allow", lease: DAY } } });
    const { a, b } = cluster;
    await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    expect((await incoming(a))?.leaseUntil).toBeLessThanOrEqual(cluster.now() + DAY);
    await cluster.advance(5 * DAY);
    expect(await incoming(a)).toMatchObject({ state: "active" });
  });
});

/** What a third party, or a site, sends by itself. */
function post(node: Node, path: string, body: string, caller: string | null = null): Promise<Response> {
  return node.fetch(new Request(`${node.self.url}${path}`, { method: "POST", body }), caller);
}

function request(given: Readonly<Record<string, unknown>> = {}): string {
  const site = urlOf("b");
  return JSON.stringify({
    protocol: "discal/1",
    registration: "Zk3uJm0oT2aXb1qVY5r8Hw",
    publisher: urlOf("a"),
    site,
    callback: `${site}/discal/enter-event`,
    lease: 864_000,
    ...given,
  });
}

describe("a request in somebody else's name", () => {
  it("is answered alike whatever it names, with nothing asked meanwhile, and its state is never told", async () => {
    await using cluster = await strangers();
    const { a } = cluster;
    cluster.serveFeed("https://plain.example/.well-known/discal", "not a node");
    const answers: string[] = [];
    const sites = [
      urlOf("b"),
      "https://plain.example",
      "https://nobody.example",
      "http://127.0.0.1:9",
      "http://10.0.0.1",
      "https://[::1]",
    ];
    for (const [n, site] of sites.entries()) {
      const registration = `Zk3uJm0oT2aXb1qVY5r8H${n}`;
      const callback = `${site}/discal/enter-event`;
      const answer = await post(
        a,
        "/discal/push-register",
        request({ site, callback, registration }),
        `192.0.2.${n}`,
      );
      answers.push(`${answer.status} ${await answer.text()}`);
      expect(cluster.traffic).toEqual([]);
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^202 /);
    await cluster.advance(MINUTE);
    const states: string[] = [];
    for (const n of [...sites.keys(), 99]) {
      const url = `${urlOf("a")}/discal/push-register/Zk3uJm0oT2aXb1qVY5r8H${n}`;
      const answer = await a.fetch(new Request(url));
      states.push(`${answer.status} ${await answer.text()}`);
    }
    expect(new Set(states).size).toBe(1);
    expect(states[0]).toMatch(/^404 /);
    // The operator sees why.
    const reasons = (await a.store.registrations.all()).map(({ state, reason }) => `${state}: ${reason}`);
    expect(reasons).toHaveLength(sites.length);
    for (const reason of reasons) expect(reason).toMatch(/^requested: \w/);
  });

  it("costs a site that is no node one small request a minute, however many ask", async () => {
    await using cluster = await strangers();
    const { a } = cluster;
    cluster.serveFeed("https://victim.example/.well-known/discal", "<html>");
    const victim = "https://victim.example";
    for (let n = 0; n < 200; n += 1) {
      const registration = `Zk3uJm0oT2aXb1qVY5r${String(n).padStart(3, "0")}`;
      const body = request({
        site: victim,
        callback: `${victim}/expensive?no`.replace("?no", ""),
        registration,
      });
      await post(a, "/discal/push-register", body, `192.0.2.${n}`);
    }
    const atVictim = () => cluster.traffic.filter(({ request }) => request.url.startsWith(victim));
    await cluster.advance(MINUTE - 1);
    expect(atVictim()).toHaveLength(1);
    await cluster.advance(20 * MINUTE);
    expect(atVictim().length).toBeLessThanOrEqual(6);
    for (const { request } of atVictim()) {
      expect(request.url).toBe(`${victim}/.well-known/discal`);
      expect(request.maxBytes).toBeLessThanOrEqual(16 * 1024);
    }
  });

  it("is not confirmed by a node that did not ask for exactly that", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    await post(a, "/discal/push-register", request());
    await cluster.advance(MINUTE);
    expect(await incoming(a)).toMatchObject({ state: "requested", reason: expect.stringContaining("404") });
    expect(await a.store.registry.all()).toEqual([]);
    const { id } = await b.register(urlOf("a"), WISH);
    const asked = await outgoing(b);
    const confirm = (query: Readonly<Record<string, string>>) =>
      b.fetch(new Request(`${urlOf("b")}/discal/enter-event?${new URLSearchParams(query).toString()}`));
    const right = {
      registration: id,
      request: asked?.request ?? "",
      challenge: "abcdefghijklmnopqrstuv",
      lease: "864000",
    };
    const answer = await confirm(right);
    expect([answer.status, await answer.text()]).toEqual([200, right.challenge]);
    expect(answer.headers.get("Content-Type")).toMatch(/^text\/plain/);
    expect((await confirm({ ...right, request: "a".repeat(64) })).status).toBe(404);
    expect((await confirm({ ...right, registration: "Zk3uJm0oT2aXb1qVY5r8Hw" })).status).toBe(404);
    expect((await confirm({ ...right, lease: "864001" })).status).toBe(404);
    expect((await confirm({ ...right, challenge: "<script>alert(1)</script>" })).status).toBe(400);
  });

  it("cannot be passed on to another node, nor change what stands", async () => {
    await using cluster = await createCluster({ push: { a: [], b: [], c: [] } });
    const [a, b, c] = [cluster.node("a"), cluster.node("b"), cluster.node("c")];
    let sent = "";
    cluster.intercept(({ request }) => {
      if (request.url.endsWith("/push-register") && request.body !== null)
        sent = Buffer.from(request.body).toString();
      return request;
    });
    await b.register(urlOf("a"), WISH);
    await cluster.advance(2 * MINUTE);
    const before = await incoming(a);
    expect(before?.state).toBe("active");
    expect((await post(c, "/discal/push-register", sent)).status).toBe(400);
    // Replayed, it is a renewal at most, and at most one a minute.
    const asked = cluster.traffic.length;
    for (let n = 0; n < 9; n += 1) await post(a, "/discal/push-register", sent, `192.0.2.${n}`);
    await cluster.advance(MINUTE / 2);
    expect(cluster.traffic.slice(asked).filter(({ from }) => from === "a")).toHaveLength(2);
    expect(await incoming(a)).toMatchObject({
      ...before,
      leaseUntil: expect.any(Number),
      changedAt: expect.any(Number),
    });
    // With its id and other words it changes nothing.
    const other = { ...(JSON.parse(sent) as object), lease: 3600, filter: { tags: ["x"] } };
    await post(a, "/discal/push-register", JSON.stringify(other), "192.0.2.99");
    await cluster.advance(10 * MINUTE);
    expect(await incoming(a)).toMatchObject({ filter: null, lease: 10 * DAY, state: "active" });
  });

  it("leaves a lease as it is where its site does not confirm it again", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    const { id } = await b.register(urlOf("a"), WISH);
    await cluster.advance(2 * MINUTE);
    const before = await incoming(a);
    cluster.cut("a", "b");
    await post(a, `/discal/push-register/${id}`, "");
    await cluster.advance(MINUTE);
    expect(await incoming(a)).toEqual(before);
  });

  it.each([
    ["names another node", (text: string) => text.replaceAll("https://b.", "https://c.")],
    ["is no document", () => "<html>"],
  ])("is not taken where the site's document %s", async (_, lie) => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    cluster.answer(({ request }, response) =>
      request.url === `${urlOf("b")}/.well-known/discal`
        ? { ...response, body: Buffer.from(lie(Buffer.from(response.body).toString())) }
        : response,
    );
    await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    expect(await incoming(a)).toMatchObject({ state: "requested" });
    expect(sentBy(cluster, "a").every((sent) => sent.endsWith("/.well-known/discal"))).toBe(true);
  });

  it("is not taken where the callback says yes to everything", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    cluster.answer(({ request }, response) =>
      request.url.includes("challenge=") ? { ...response, status: 200, body: Buffer.from("yes") } : response,
    );
    await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    expect(await incoming(a)).toMatchObject({
      state: "requested",
      reason: expect.stringContaining("challenge"),
    });
  });

  it("waits with no more than a bounded number of others, and is forgotten in a day", async () => {
    await using cluster = await strangers();
    const { a } = cluster;
    for (let n = 0; n < 300; n += 1) {
      const [site, registration] = [
        `https://s${n}.example`,
        `Zk3uJm0oT2aXb1qVY5r${String(n).padStart(3, "0")}`,
      ];
      const body = request({ site, callback: `${site}/x`, registration });
      await post(a, "/discal/push-register", body, `192.0.2.${n}`);
    }
    expect(await a.store.errands.list("verify")).toHaveLength(32);
    expect(await a.store.registrations.all()).toHaveLength(200);
    await cluster.advance(DAY + MINUTE);
    expect(await a.store.errands.list("verify")).toEqual([]);
    await post(a, "/discal/push-register", request());
    expect(await a.store.registrations.all()).toHaveLength(1);
  });

  it("keeps no site from renewing its lease, however often it comes", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    const own = await incoming(a);
    await cluster.advance(DAY);
    for (let n = 0; n < 40; n += 1) {
      const registration = `Zk3uJm0oT2aXb1qVY5r8${String(n).padStart(2, "0")}`;
      await post(a, "/discal/push-register", request({ registration }), `192.0.2.${n}`);
    }
    await post(a, `/discal/push-register/${own?.id}`, "", "198.51.100.1");
    await cluster.advance(1);
    const renewed = (await a.store.registrations.find("in", own?.id ?? ""))?.leaseUntil;
    expect(renewed).toBeGreaterThanOrEqual((own?.leaseUntil ?? 0) + DAY);
  });

  it("fills no desk: where a hundred sites await an operator, no more are put to them", async () => {
    await using cluster = await strangers({ a: ASK });
    const { a, b } = cluster;
    await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    const own = await incoming(a);
    if (own === undefined) throw new Error("b has not asked");
    await a.store.registrations.remove("in", own.id);
    for (let n = 0; n < 100; n += 1) {
      const site = `https://s${n}.example`;
      await a.store.registrations.save({ ...own, id: `${own.id}${n}`, site, callback: `${site}/x` });
    }
    const before = await told(a);
    await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    const asked = await a.store.registrations.ofSite("in", urlOf("b"));
    expect(asked).toMatchObject([{ state: "requested", reason: expect.stringContaining("too many") }]);
    expect(await told(a)).toEqual(before);
    await a.store.registrations.remove("in", `${own.id}0`);
    await cluster.advance(3 * DAY);
    expect(await a.store.registrations.ofSite("in", urlOf("b"))).toMatchObject([
      { state: "awaiting-approval" },
    ]);
  });

  it("is not taken where the site shows another key than the pinned one", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    const fingerprint = "A".repeat(40);
    await a.addSite({ kind: "peer", url: urlOf("b"), fingerprint, poll: null, push: false });
    await b.register(urlOf("a"), WISH);
    await cluster.advance(MINUTE);
    expect(await incoming(a)).toMatchObject({
      state: "requested",
      reason: expect.stringContaining("pinned"),
    });
  });

  it.each([
    ["no JSON", "{", 400],
    ["a callback of another origin", request({ callback: "https://c.node.example/x" }), 400],
    ["a callback with a query", request({ callback: `${urlOf("b")}/x?a=b` }), 400],
    ["a lease of a year", request({ lease: 31_536_000 }), 400],
    ["a filter that nobody knows", request({ filter: { colour: "red" } }), 400],
    ["the node itself as site", request({ site: urlOf("a"), callback: `${urlOf("a")}/x` }), 400],
    ["17 KiB", request({ more: "x".repeat(17 * 1024) }), 413],
  ])("is refused with %s", async (_, body, status) => {
    await using cluster = await strangers();
    expect((await post(cluster.a, "/discal/push-register", body)).status).toBe(status);
    expect(await cluster.a.store.registrations.all()).toEqual([]);
  });

  it("is counted by caller", async () => {
    await using cluster = await strangers();
    const answers = [];
    for (let n = 0; n < 12; n += 1)
      answers.push(await post(cluster.a, "/discal/push-register", request(), "192.0.2.1"));
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 10 }, () => 202), 429, 429]);
    expect(answers.at(-1)?.headers.get("Retry-After")).toMatch(/^\d+$/);
    expect((await post(cluster.a, "/discal/push-register", request(), "192.0.2.2")).status).toBe(202);
  });
});
