import { describe, expect, it } from "vitest";
import { createToken } from "../../src/exchange/tokens.ts";
import type { Node } from "../../src/node.ts";
import { createCluster, urlOf, type Cluster } from "../support/cluster.ts";

const FEED = "https://library.example/events.ics";
const CALENDAR =
  "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1@library.example\r\nSUMMARY:Reading\r\nDTSTART:20260401T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

function get(node: Node, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return node.fetch(new Request(`${node.self.url}${path}`, { headers }));
}

/** What a node's `/metrics` shows: values by name and labels, as they are written. */
async function metricsOf(cluster: Cluster, name: string): Promise<ReadonlyMap<string, number>> {
  const node = cluster.node(name);
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const wanted = { name: "prometheus", role: "reader", expiresAt: null } as const;
  const { text } = await createToken(node.store.tokens, random, wanted, cluster.now());
  const answer = await get(node, "/metrics", { Authorization: `Bearer ${text}` });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("Content-Type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await answer.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line): [string, number] => {
      const cut = line.lastIndexOf(" ");
      return [line.slice(0, cut), Number(line.slice(cut + 1))];
    }),
  );
}

describe("metrics", () => {
  it("count polls, pushes and their verdicts on both sides", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] }, poll: { a: [FEED] } });
    cluster.serveFeed(FEED, CALENDAR);
    await cluster.settle();
    const a = await metricsOf(cluster, "a");
    expect(a.get('discal_polls_total{outcome="changed"}')).toBe(1);
    expect(a.get('discal_polls_total{outcome="failed"}')).toBe(0);
    expect(a.get("discal_poll_duration_seconds_count")).toBe(1);
    expect(a.get('discal_deliveries_total{outcome="delivered"}')).toBe(1);
    expect(a.get("discal_delivered_objects_total")).toBe(1);
    expect(a.get("discal_events")).toBe(1);
    expect(a.get('discal_sites{state="healthy"}')).toBe(1);
    const b = await metricsOf(cluster, "b");
    expect(b.get('discal_offers_total{verdict="accepted"}')).toBe(1);
    const pushed = 'discal_http_requests_total{route="/discal/enter-event",method="POST",status="2xx"}';
    expect(b.get(pushed)).toBe(1);
  });

  it("show how far each peer is behind, and that it is stopped", async () => {
    await using cluster = await createCluster({ push: { a: ["b"] }, poll: { a: [FEED] } });
    const peer = `{peer="${urlOf("b")}"}`;
    cluster.serveFeed(FEED, CALENDAR);
    await cluster.settle();
    const before = await metricsOf(cluster, "a");
    expect(before.get(`discal_peer_backlog${peer}`)).toBe(0);
    expect(before.get(`discal_peer_last_success_timestamp_seconds${peer}`)).toBe(cluster.now() / 1000);
    cluster.cut("a", "b");
    cluster.serveFeed(FEED, CALENDAR.replace("Reading", "Late reading"));
    await cluster.advance(2 * 3_600_000);
    const cut = await metricsOf(cluster, "a");
    expect(cut.get(`discal_peer_backlog${peer}`)).toBe(1);
    expect(cut.get(`discal_peer_failures${peer}`)).toBeGreaterThan(1);
    expect(cut.get('discal_deliveries_total{outcome="failed"}')).toBe(cut.get(`discal_peer_failures${peer}`));
    cluster.heal();
    cluster.answer((_, response) => ({ ...response, status: 410 }));
    await cluster.advance(12 * 3_600_000);
    expect((await metricsOf(cluster, "a")).get(`discal_peer_stopped${peer}`)).toBe(1);
  });

  it("know requests by their route: no path that somebody makes up gets a line of its own", async () => {
    await using cluster = await createCluster({ push: { a: [] } });
    for (const path of ["/x1", "/x2", "/events/y1", "/events/y2"]) await get(cluster.node("a"), path);
    const metrics = await metricsOf(cluster, "a");
    const routes = [...metrics].filter(([name]) => name.startsWith("discal_http_requests_total"));
    expect(routes).toEqual([
      ['discal_http_requests_total{route="none",method="GET",status="4xx"}', 2],
      ['discal_http_requests_total{route="/events/:segment",method="GET",status="4xx"}', 2],
    ]);
  });

  it("are only for bearers of a token, and say how one is made", async () => {
    await using cluster = await createCluster({ push: { a: [] } });
    for (const headers of [{}, { Authorization: "Bearer discal_wrong" }, { Authorization: "Basic YTpi" }]) {
      const answer = await get(cluster.node("a"), "/metrics", headers);
      expect([answer.status, answer.headers.get("WWW-Authenticate")]).toEqual([401, expect.any(String)]);
      expect(await answer.text()).not.toContain("discal_events");
    }
    const answer = await get(cluster.node("a"), "/metrics");
    expect(await answer.json()).toMatchObject({ detail: expect.stringContaining("token create") as unknown });
  });
});

describe("readiness", () => {
  it("ends when the node is about to close, while the rest goes on", async () => {
    await using cluster = await createCluster({ push: { a: [] } });
    const node = cluster.node("a");
    const ready = await get(node, "/readyz");
    expect([ready.status, ready.headers.get("Cache-Control")]).toEqual([200, "no-store"]);
    node.announceClosing();
    const closing = await get(node, "/readyz");
    expect(closing.status).toBe(503);
    expect(closing.headers.get("Cache-Control")).toBe("no-store");
    expect(closing.headers.get("Retry-After")).toBe("30");
    expect(await closing.json()).toMatchObject({ detail: "This node is closing." });
    expect((await get(node, "/healthz")).status).toBe(200);
    expect((await get(node, "/events.json")).status).toBe(200);
  });
});
