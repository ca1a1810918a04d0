import { describe, expect, it } from "vitest";
import { createCluster, urlOf } from "../support/cluster.ts";
import {
  ASK,
  DAY,
  MINUTE,
  WISH,
  incoming,
  outgoing,
  post,
  sentBy,
  strangers,
  told,
} from "../support/registering.ts";
import { against } from "../support/threat.ts";

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
  it(
    "is answered alike whatever it names, with nothing asked meanwhile, and its state is never told",
    against(
      "privacy",
      "a stranger learns from a request what a node knows of a site",
      "one answer for all, and nothing is asked before it",
    ),
    async () => {
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
    },
  );

  it(
    "costs a site that is no node one small request a minute, however many ask",
    against(
      "outbound",
      "strangers make a node flood a third party",
      "one small request a minute to each host",
    ),
    async () => {
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
    },
  );

  it(
    "is not confirmed by a node that did not ask for exactly that",
    against(
      "identity",
      "somebody asks in the name of a site",
      "a site confirms only what it asked, byte for byte",
    ),
    async () => {
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
    },
  );

  it(
    "cannot be passed on to another node, nor change what stands",
    against(
      "identity",
      "a request is passed on, or changed on the way",
      "it names who is asked, and its hash stands for it",
    ),
    async () => {
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
    },
  );

  it(
    "leaves a lease as it is where its site does not confirm it again",
    against(
      "identity",
      "somebody renews in the name of a site",
      "a lease stands as it was until its site confirms",
    ),
    async () => {
      await using cluster = await strangers();
      const { a, b } = cluster;
      const { id } = await b.register(urlOf("a"), WISH);
      await cluster.advance(2 * MINUTE);
      const before = await incoming(a);
      cluster.cut("a", "b");
      await post(a, `/discal/push-register/${id}`, "");
      await cluster.advance(MINUTE);
      expect(await incoming(a)).toEqual(before);
    },
  );

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

  it(
    "is not taken where the callback says yes to everything",
    against("identity", "a callback says yes to everything", "it has to give a fresh challenge back"),
    async () => {
      await using cluster = await strangers();
      const { a, b } = cluster;
      cluster.answer(({ request }, response) =>
        request.url.includes("challenge=")
          ? { ...response, status: 200, body: Buffer.from("yes") }
          : response,
      );
      await b.register(urlOf("a"), WISH);
      await cluster.advance(MINUTE);
      expect(await incoming(a)).toMatchObject({
        state: "requested",
        reason: expect.stringContaining("challenge"),
      });
    },
  );

  it(
    "waits with no more than a bounded number of others, and is forgotten in a day",
    against("load", "strangers ask to be pushed to without end", "few wait, and are forgotten in a day"),
    async () => {
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
    },
  );

  it(
    "keeps no site from renewing its lease, however often it comes",
    against("load", "strangers ask to be pushed to without end", "renewals wait by themselves"),
    async () => {
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
    },
  );

  it(
    "fills no desk: where a hundred sites await an operator, no more are put to them",
    against("load", "strangers fill the operator's desk", "a hundred wait at most"),
    async () => {
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
    },
  );

  it(
    "is not taken where the site shows another key than the pinned one",
    against("identity", "a site shows another key than the pinned one", "it is a hard stop"),
    async () => {
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
    },
  );

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

  it(
    "is counted by caller",
    against("load", "one caller asks without end", "requests are counted by caller"),
    async () => {
      await using cluster = await strangers();
      const answers = [];
      for (let n = 0; n < 12; n += 1)
        answers.push(await post(cluster.a, "/discal/push-register", request(), "192.0.2.1"));
      expect(answers.map(({ status }) => status)).toEqual([
        ...Array.from({ length: 10 }, () => 202),
        429,
        429,
      ]);
      expect(answers.at(-1)?.headers.get("Retry-After")).toMatch(/^\d+$/);
      expect((await post(cluster.a, "/discal/push-register", request(), "192.0.2.2")).status).toBe(202);
    },
  );
});
