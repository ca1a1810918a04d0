import { describe, expect, it } from "vitest";
import { createCluster, urlOf } from "../support/cluster.ts";
import { evening } from "../support/evening.ts";
import { DAY, MINUTE, strangers, WISH } from "../support/registering.ts";
import { against } from "../support/threat.ts";

const HOUR = 3_600_000;

describe("what a node asks of another", () => {
  it(
    "follows no redirect, whatever it is",
    against("outbound", "a peer redirects what it is asked", "only plain feeds are followed"),
    async ({ task }) => {
      await using cluster = await createCluster({ push: { a: ["b"] }, poll: { b: ["a"], c: ["b"] } });
      const { uid } = await cluster.node("a").enter(evening);
      await cluster.advance(2 * HOUR);
      await cluster.node("c").edit(uid, { title: "Later" });
      await cluster.node("c").register(urlOf("b"), WISH);
      await cluster.advance(DAY);
      // Without a site document a peer is polled by its feed.
      cluster.answer(({ request }, answer) =>
        request.url.endsWith("/.well-known/discal") ? { ...answer, status: 404 } : answer,
      );
      await cluster.advance(2 * HOUR);
      const asked = cluster.traffic.map(
        ({ request: { method, url } }) => `${method} ${new URL(url).pathname}`,
      );
      for (const path of [
        "GET /feed.ics",
        "GET /discal/v1/changes",
        "POST /discal/enter-event",
        "POST /discal/revise",
      ])
        expect(asked).toContain(path);
      expect(cluster.traffic.filter(({ request }) => request.redirects > 0)).toEqual([]);
      task.meta.figure = `${cluster.traffic.length} requests`;
    },
  );

  it(
    "carries a token only to the origin that the token is for",
    against("outbound", "a peer's token goes to another site", "a token goes to the origin that it is for"),
    async () => {
      await using cluster = await strangers();
      const { a, b } = cluster;
      await b.register(urlOf("a"), { ...WISH, proof: "bearer" });
      await cluster.advance(MINUTE);
      await a.enter(evening);
      await cluster.advance(HOUR);
      const bearing = () => cluster.traffic.filter(({ request }) => "Authorization" in request.headers);
      expect(bearing().map(({ request }) => new URL(request.url).origin)).toContain(urlOf("b"));
      // It moves, and takes its request along: its new address is its own by its key.
      const site = await a.store.registry.byUrl(urlOf("b"));
      const notice = { kind: "moved", uid: null, siteId: site?.id ?? 0, text: "It has moved." } as const;
      const moved = { url: "https://new.example", createdAt: cluster.now(), notice };
      await a.store.registry.move(site?.id ?? 0, moved, cluster.now());
      const before = bearing().length;
      const gone: string[] = [];
      cluster.intercept(({ request }) => {
        if ("Authorization" in request.headers) gone.push(new URL(request.url).origin);
        return request;
      });
      await a.enter({ ...evening, title: "After" });
      await cluster.advance(HOUR);
      expect(new Set(gone)).toEqual(new Set(["https://new.example"]));
      expect(bearing()).toHaveLength(before);
    },
  );
});
