import { describe, expect, it } from "vitest";
import { createLimiter } from "../../../../src/exchange/limiter.ts";
import { rateLimitHeaders } from "../../../../src/serve/api/rate-limit.ts";
import { openWorld } from "./world.ts";
import { against } from "../../../support/threat.ts";

const QUOTA = { name: "reads", burst: 3, perMinute: 60 };

describe("a token bucket", () => {
  it("gives what it holds at once, then as fast as it fills", () => {
    const take = createLimiter(QUOTA);
    expect([0, 0, 0, 0].map((now) => take("a", now).allowed)).toEqual([true, true, true, false]);
    expect(take("a", 999).allowed).toBe(false);
    expect(take("a", 1000).allowed).toBe(true);
    expect(take("a", 1000).allowed).toBe(false);
    expect(take("a", 60_000)).toMatchObject({ allowed: true, remaining: 2 });
  });

  it("says when to ask again", () => {
    const take = createLimiter({ ...QUOTA, perMinute: 2 });
    for (const now of [0, 0, 0]) take("a", now);
    expect(rateLimitHeaders(take("a", 0))).toEqual({
      "RateLimit-Policy": '"reads";q=3;w=90',
      RateLimit: '"reads";r=0;t=30',
      "Retry-After": "30",
    });
    expect(take("a", 30_000).allowed).toBe(true);
  });

  it("counts each caller by itself, and forgets whoever was not heard of for longest", () => {
    const take = createLimiter({ ...QUOTA, burst: 1 }, 2);
    expect(take("a", 0).allowed).toBe(true);
    expect(take("b", 0).allowed).toBe(true);
    expect(take("a", 0).allowed).toBe(false);
    expect(take("c", 0).allowed).toBe(true);
    expect(take("b", 0).allowed).toBe(true);
  });

  it("is not fooled by a clock that goes back", () => {
    const take = createLimiter({ ...QUOTA, burst: 1 });
    take("a", 60_000);
    expect(take("a", 0).allowed).toBe(false);
  });
});

describe("the API", () => {
  it(
    "answers 429 to whoever asks for too much, and nobody else",
    against(
      "identity",
      "one caller asks for too much",
      "a token bucket for each token, and each address without one",
    ),
    async () => {
      await using world = await openWorld();
      const from = "198.51.100.7";
      const statuses = new Set<number>();
      for (let count = 0; count < 300; count += 1)
        statuses.add((await world.ask("GET", "/health", { from })).status);
      expect([...statuses]).toEqual([200]);
      const refused = await world.ask("GET", "/health", { from });
      expect([refused.status, refused.headers.get("Retry-After")]).toEqual([429, "1"]);
      expect(refused.body.problem).toBe("too-many");
      expect((await world.ask("GET", "/health", { from: "198.51.100.8" })).status).toBe(200);
      expect((await world.ask("GET", "/health", { from, as: "reader" })).status).toBe(200);
      await world.cluster.advance(1000);
      expect((await world.ask("GET", "/health", { from })).status).toBe(200);
    },
  );

  it("is narrower with wrong tokens, but keeps no right one out", async () => {
    await using world = await openWorld();
    const from = "2001:db8::1";
    const wrong = { from, headers: { Authorization: "Bearer discal_wrong" } };
    const statuses: number[] = [];
    for (let count = 0; count < 11; count += 1)
      statuses.push((await world.ask("GET", "/status", wrong)).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
    expect((await world.ask("GET", "/status", { ...wrong, from: "2001:db8::2" })).status).toBe(429);
    expect((await world.ask("GET", "/status", { from, as: "reader" })).status).toBe(200);
  });

  it("counts the writes of a token wherever they come from", async () => {
    await using world = await openWorld();
    const answers: number[] = [];
    for (let count = 0; count < 61; count += 1)
      answers.push((await world.ask("POST", "/events/none/cancel", { as: "editor" })).status);
    expect([answers.at(-2), answers.at(-1)]).toEqual([404, 429]);
    expect((await world.ask("GET", "/status", { as: "editor" })).status).toBe(200);
  });
});
