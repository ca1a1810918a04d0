import { Hono } from "hono";
import { expect, it } from "vitest";
import { DomainError } from "../../../src/core/model/domain-error.ts";
import { healthRoutes } from "../../../src/serve/health.ts";
import { against } from "../../support/threat.ts";

it("looks once a second whether the node is ready, however often it is asked", async () => {
  let [now, looks, isFull] = [0, 0, false];
  const clock = () => now;
  const store = {
    statistics: async () => {
      throw new Error("not asked for");
    },
    ready: async () => {
      looks += 1;
      if (isFull) throw new DomainError("unavailable", "the disk is full");
    },
  };
  const routes = healthRoutes(store, clock, () => false);
  const app = new Hono().route("/", routes).onError((error, c) => c.text(error.message, 503));
  const ask = async () => (await app.request("/readyz")).status;

  expect([await ask(), await ask(), await ask(), looks]).toEqual([200, 200, 200, 1]);
  isFull = true;
  now = 1_000;
  expect([await ask(), await ask(), looks]).toEqual([503, 503, 2]);
  isFull = false;
  // The clock was set back.
  now = -5_000;
  expect([await ask(), looks]).toEqual([200, 3]);
});

it(
  "counts its events once a second, however often it is asked how it is",
  against(
    "load",
    "strangers ask without end how the node is, which nothing limits",
    "it looks once a second",
  ),
  async () => {
    let [now, looks] = [0, 0];
    const store = {
      statistics: async () => {
        looks += 1;
        return {
          events: looks,
          versions: 0,
          conflicts: 0,
          sites: 0,
          peers: 0,
          schema: 1,
          lastChange: 0,
          bytes: 0,
        };
      },
      ready: async () => {},
    };
    const app = new Hono().route(
      "/",
      healthRoutes(
        store,
        () => now,
        () => false,
      ),
    );
    const ask = async () =>
      ((await (await app.request("/healthz")).json()) as { readonly events: number }).events;
    expect([await ask(), await ask(), await ask()]).toEqual([1, 1, 1]);
    now = 1_000;
    expect(await ask()).toBe(2);
  },
);
