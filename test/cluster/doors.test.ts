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
    ["GET", "/discal/v1/objects/" + "0".repeat(64), null, 404],
    ["GET", "/discal/v1/keys/" + "0".repeat(40), null, 404],
    ["GET", "/nowhere", null, 404],
    ["POST", "/discal/v1/objects", "{}", 400],
    ["POST", "/discal/v1/objects", "x".repeat(40_000), 413],
    ["POST", "/discal/enter-event", "x".repeat(1024 * 1024 + 1), 413],
    ["POST", "/discal/enter-event", "BEGIN:VCALENDAR", 401],
    ["GET", "/events.json?limit=many", null, 400],
  ])("answer %s %s with a problem document", async (method, path, body, status) => {
    await using cluster = await createCluster({ push: { a: ["b"] } });
    const answer = await cluster.node("a").fetch(new Request(`${urlOf("a")}${path}`, { method, body }));
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
});
