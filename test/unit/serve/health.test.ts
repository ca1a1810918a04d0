import { Hono } from "hono";
import { expect, it } from "vitest";
import { DomainError } from "../../../src/core/model/domain-error.ts";
import { healthRoutes } from "../../../src/serve/health.ts";

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
