import { describe, expect, it } from "vitest";
import { createCluster, urlOf } from "../support/cluster.ts";

describe("the doors of a node", () => {
  it("name who it is, by its own configuration and never by Host", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    const { fingerprint, certificate } = cluster.node("a").self.signer;
    const request = new Request(`${urlOf("a")}/.well-known/discal`, { headers: { Host: "evil.example" } });
    const site = (await (await cluster.node("a").fetch(request)).json()) as { keyUrl: string };
    expect(site).toMatchObject({ url: urlOf("a"), protocols: ["discal/1"], fingerprint });
    expect(JSON.stringify(site)).not.toContain("evil");
    const key = await cluster.node("a").fetch(new Request(site.keyUrl));
    expect(await key.text()).toBe(certificate);
  });

  it.each([
    { path: "/discal/v1/objects/" + "0".repeat(64), body: null, status: 404 },
    { path: "/discal/v1/keys/" + "0".repeat(40), body: null, status: 404 },
    { path: "/nowhere", body: null, status: 404 },
    { path: "/discal/v1/objects", body: "{}", status: 400 },
    { path: "/discal/v1/objects", body: "x".repeat(40_000), status: 413 },
    { path: "/discal/enter-event", body: "BEGIN:VCALENDAR", status: 401 },
    { path: "/events.json?limit=many", body: null, status: 400 },
  ])("answer $path by a problem document of status $status", async ({ path, body, status }) => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    const answer = await cluster
      .node("a")
      .fetch(new Request(`${urlOf("a")}${path}`, body === null ? {} : { method: "POST", body }));
    expect(answer.status).toBe(status);
    expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ status, detail: expect.stringMatching(/\w/) as unknown });
  });

  it("answer a browser that lost its way with a page", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    const headers = { Accept: "text/html" };
    const answer = await cluster.node("a").fetch(new Request(`${urlOf("a")}/nowhere`, { headers }));
    expect([answer.status, answer.headers.get("Content-Type")]).toEqual([404, "text/html; charset=utf-8"]);
  });

  it("tell that the node is well, and what it holds", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    const answer = await cluster.node("a").fetch(new Request(`${urlOf("a")}/healthz`));
    expect(await answer.json()).toMatchObject({ status: "ok", events: 0, conflicts: 0 });
  });

  it("take nothing of a site whose pushes the policy denies, though the registry would let it push", async () => {
    const policies = [{ action: "push", actor: "a.node.example", scope: "*", verdict: "deny" }] as const;
    await using cluster = await createCluster({ push: { a: ["b"] }, settings: { b: { policies } } });
    const { uid } = await cluster.node("a").enter({
      title: "Evening of songs",
      allDay: false,
      start: "2026-05-01T19:00",
      end: null,
      zone: "Europe/Vienna",
      location: null,
      description: null,
      url: null,
      tags: [],
    });
    await cluster.node("a").tick();
    expect(await cluster.node("b").store.commons.get(uid)).toBeNull();
    const [lag] = await cluster.node("a").store.deliveries.lag();
    expect(lag).toMatchObject({ stopped: true, lastError: expect.stringContaining("policy") as unknown });
    const { notices, deliveries } = cluster.node("a").store;
    const suspensions = async (unseenOnly: boolean) => {
      const listed = await notices.list({ unseenOnly, before: null, limit: 9 });
      return listed.filter(({ kind }) => kind === "suspended").map(({ text }) => text);
    };
    const id = lag?.siteId ?? 0;
    expect(await suspensions(true)).toEqual([
      expect.stringMatching(/Nothing is pushed to “b” any more: .* 403: .*npx discal peers replay \d+$/),
    ]);
    // That it shows itself, and refuses again, is no news.
    await deliveries.wake(id);
    await cluster.node("a").tick();
    expect(await deliveries.lagOf(id)).toMatchObject({ stopped: true });
    expect(await suspensions(false)).toHaveLength(1);
    await cluster.node("a").replay(id);
    expect(await suspensions(true)).toEqual([]);
    await cluster.node("a").tick();
    expect(await suspensions(false)).toHaveLength(2);
  });
});
