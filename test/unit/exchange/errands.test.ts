import { setImmediate } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { DomainError } from "../../../src/core/model/domain-error.ts";
import type { Errand } from "../../../src/core/model/errand.ts";
import type { Log } from "../../../src/core/model/log.ts";
import { type ErrandHandler, errandRunner } from "../../../src/exchange/errands.ts";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { against } from "../../support/threat.ts";

const NOW = Date.UTC(2026, 2, 16, 12);
const DAY = 86_400_000;
const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A store with errands to `host/n`, and a runner on a clock that the test moves. */
async function world(run: ErrandHandler["run"], subjects: readonly string[]) {
  const store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
  onTestFinished(() => store[Symbol.asyncDispose]());
  for (const subject of subjects) await store.errands.add({ kind: "report", subject, payload: {} }, NOW);
  const told: string[] = [];
  const at = { now: NOW };
  const handler: ErrandHandler = {
    patience: DAY,
    host: ({ subject }) => subject.split("/")[0] ?? "",
    run,
    givenUp: async ({ subject }, reason) => void told.push(`${subject}: ${reason}`),
  };
  const node = { store, clock: () => at.now, random: (n: number) => new Uint8Array(n), log: silent };
  return { store, at, told, runner: errandRunner(node, { report: handler }) };
}

describe("the runner of errands", () => {
  it("goes to one host in turn, to several side by side, and to no more than eight", async () => {
    const abreast = new Map<string, number>();
    let [mostOfOne, most] = [0, 0];
    const run = async ({ subject }: Errand) => {
      const host = subject.split("/")[0] ?? "";
      abreast.set(host, (abreast.get(host) ?? 0) + 1);
      mostOfOne = Math.max(mostOfOne, abreast.get(host) ?? 0);
      most = Math.max(most, [...abreast.values()].filter((count) => count > 0).length);
      await setImmediate();
      abreast.set(host, (abreast.get(host) ?? 0) - 1);
      return { state: "done" } as const;
    };
    const subjects = Array.from({ length: 30 }, (_, n) => `h${n % 10}/${n}`);
    const { runner, store } = await world(run, subjects);
    await Promise.all([runner(), runner()]);
    await runner();
    expect([mostOfOne, most]).toEqual([1, 8]);
    expect(await store.errands.list()).toEqual([]);
  });

  it("runs an errand once, however often it is called meanwhile", async () => {
    let runs = 0;
    const run = async () => {
      runs += 1;
      await setImmediate();
      return { state: "done" } as const;
    };
    const { runner } = await world(run, ["host/1"]);
    await Promise.all([runner(), runner()]);
    expect(runs).toBe(1);
  });

  it("waits for no host that takes its time before it speaks to another", async () => {
    const slow = Promise.withResolvers<{ state: "done" }>();
    const run = async ({ subject }: Errand) =>
      subject.startsWith("slow") ? slow.promise : ({ state: "done" } as const);
    const { runner, store } = await world(run, ["slow/1", "slow/2"]);
    const first = runner();
    await setImmediate();
    await store.errands.add({ kind: "report", subject: "quick/1", payload: {} }, NOW);
    const second = runner();
    await expect
      .poll(async () => (await store.errands.list()).map(({ subject }) => subject))
      .toEqual(["slow/2", "slow/1"]);
    slow.resolve({ state: "done" });
    await Promise.all([first, second, runner.done()]);
    expect(await store.errands.list()).toEqual([]);
  });

  it("tries again what failed, after ever longer waits, until its time is up, and then tells", async () => {
    const run = async () => {
      throw new DomainError("unreachable", "nobody is there");
    };
    const { runner, store, at, told } = await world(run, ["host/1"]);
    const waits: number[] = [];
    for (let next = await store.errands.nextDue(); next !== null; next = await store.errands.nextDue()) {
      waits.push((next - at.now) / 1000);
      at.now = next;
      await runner();
    }
    expect(waits).toEqual([0, 5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800]);
    expect(told).toEqual(["host/1: nobody is there"]);
    expect(await store.errands.list()).toMatchObject([{ lastError: "nobody is there", outcome: null }]);
  });

  it("waits as long as it is asked to", async () => {
    const run = async () => {
      throw new DomainError("unreachable", "later", { retryAfter: 7_200_000 });
    };
    const { runner, store } = await world(run, ["host/1"]);
    await runner();
    expect(await store.errands.nextDue()).toBe(NOW + 7_200_000);
  });

  it("gives up at once what will never do, and keeps what is worth a look", async () => {
    const run = async ({ subject }: Errand) =>
      subject === "host/1"
        ? ({ state: "given-up", reason: "it is refused" } as const)
        : ({ state: "done", outcome: "taken" } as const);
    const { runner, store, told } = await world(run, ["host/1", "host/2"]);
    await runner();
    expect(told).toEqual(["host/1: it is refused"]);
    expect(await store.errands.list()).toMatchObject([
      { subject: "host/2", outcome: "taken", nextTry: null, lastError: null },
      { subject: "host/1", outcome: null, nextTry: null, lastError: "it is refused" },
    ]);
  });

  it("leaves what it is at as it is where the node closes", async () => {
    const run = async () => {
      throw new DOMException("closing", "AbortError");
    };
    const { runner, store } = await world(run, ["host/1"]);
    await runner();
    expect(await store.errands.due(NOW, 10)).toMatchObject([{ tries: 0, lastError: null }]);
  });

  it(
    "blames nobody where what came of an errand cannot be stored: it is run again as it was",
    against(
      "disk",
      "the disk is full when an errand is done",
      "the fault is the node's own: no try is counted, and nobody is given up",
    ),
    async () => {
      let runs = 0;
      const run = async (): Promise<{ state: "done" }> => {
        runs += 1;
        if (runs === 1) throw new DomainError("unavailable", "the disk is full", { code: "SQLITE_FULL" });
        return { state: "done" };
      };
      const { runner, store } = await world(run, ["host/1"]);
      await expect(runner()).rejects.toMatchObject({ details: { code: "SQLITE_FULL" } });
      expect(await store.errands.due(NOW, 10)).toMatchObject([{ tries: 0, lastError: null }]);
      await runner();
      expect(await store.errands.list()).toEqual([]);
    },
  );

  it("gives up what nothing here runs", async () => {
    const { runner, store } = await world(async () => ({ state: "done" }), []);
    await store.errands.add({ kind: "mail", subject: "notices", payload: {} }, NOW);
    await runner();
    expect(await store.errands.nextDue()).toBeNull();
  });
});
