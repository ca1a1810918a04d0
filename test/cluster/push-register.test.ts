import { describe, expect, it } from "vitest";
import { urlOf } from "../support/cluster.ts";
import { evening } from "../support/evening.ts";
import {
  ASK,
  DAY,
  MINUTE,
  WISH,
  incoming,
  outgoing,
  pushesTo,
  sentBy,
  strangers,
  told,
} from "../support/registering.ts";
import { against } from "../support/threat.ts";

describe("a site that asks to be pushed to", () => {
  it("gets what was there before by polling, and what comes after by pushes, without any configuration", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    const before = await a.enter({ ...evening, title: "Before" });
    expect((await b.register(urlOf("a"), WISH)).state).toBe("requested");
    await cluster.advance(MINUTE);
    expect(sentBy(cluster, "a")).not.toContain(pushesTo("b"));
    const after = await a.enter({ ...evening, title: "After" });
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
    await a.enter({ ...evening, title: "Not yet" });
    await cluster.advance(MINUTE);
    expect(sentBy(cluster, "a")).not.toContain(pushesTo("b"));
    const approved = await a.decideRegistration(asked?.id ?? "", "approve");
    expect(approved).toMatchObject({ state: "active", leaseUntil: cluster.now() + 10 * DAY });
    await a.enter({ ...evening, title: "Now" });
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
    const [fromA, fromB] = [
      await a.enter({ ...evening, title: "By A" }),
      await b.enter({ ...evening, title: "By B" }),
    ];
    await cluster.advance(MINUTE);
    expect(await b.store.commons.get(fromA.uid)).not.toBeNull();
    expect(await a.store.commons.get(fromB.uid)).not.toBeNull();
  });

  it("gets only what it is interested in", async () => {
    await using cluster = await strangers();
    const { a, b } = cluster;
    await b.register(urlOf("a"), { ...WISH, filter: { tags: ["music"] } });
    await cluster.advance(MINUTE);
    await a.enter({ ...evening, title: "Chess", tags: ["chess"] });
    await cluster.advance(MINUTE);
    expect(sentBy(cluster, "a")).not.toContain(pushesTo("b"));
    await a.enter({ ...evening, title: "Songs", tags: ["Music"] });
    await cluster.advance(MINUTE);
    expect(sentBy(cluster, "a")).toContain(pushesTo("b"));
    // Nor does a poll bring what was not asked for.
    await cluster.advance(2 * 60 * MINUTE);
    const { rows } = await b.store.commons.list({ limit: 9 });
    expect(rows.map(({ event }) => event.title)).toEqual(["Songs"]);
  });

  it(
    "may have itself pushed to with a token, of which it keeps but the hash",
    against(
      "identity",
      "somebody reads the database",
      "of a token that others push with only the hash is kept",
    ),
    async () => {
      await using cluster = await strangers();
      const { a, b } = cluster;
      const tokens: (string | undefined)[] = [];
      cluster.intercept(({ request }) => {
        if (request.url === `${urlOf("b")}/discal/enter-event`) tokens.push(request.headers["Authorization"]);
        return request;
      });
      const { id } = await b.register(urlOf("a"), { ...WISH, proof: "bearer" });
      await cluster.advance(MINUTE);
      const { uid } = await a.enter({ ...evening, title: "By token" });
      await cluster.advance(MINUTE);
      expect(tokens).toEqual([expect.stringMatching(/^Bearer discal_push_[\w-]{43}$/)]);
      expect(await b.store.commons.get(uid)).not.toBeNull();
      const kept = JSON.stringify([await outgoing(b), await b.store.errands.find("register", id)]);
      expect(kept).not.toContain("discal_push_");
      // The request itself is gone with its token: a renewal needs neither.
      await cluster.advance(6 * DAY);
      expect((await incoming(a))?.leaseUntil).toBeGreaterThan(cluster.now() + 8 * DAY);
    },
  );

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
});
