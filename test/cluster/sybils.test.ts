import { describe, expect, it } from "vitest";
import { createLimiter } from "../../src/exchange/limiter.ts";
import { strangerKeys } from "../../src/exchange/editing/strangers.ts";
import { createCluster, urlOf } from "../support/cluster.ts";
import { calendarOf, craftedPush } from "../support/crafted-push.ts";
import { evening } from "../support/evening.ts";
import { ASK, DAY } from "../support/registering.ts";
import { createCheapVerifier } from "../support/cheap-signer.ts";
import { against } from "../support/threat.ts";
import { costOf } from "../support/turns.ts";

const SYBILS = 200;

/** One of two hundred sites that somebody has made up, each with an address of its own. */
const sybils = Array.from({ length: SYBILS }, (_, n) => ({
  site: `https://s${n}.sybil.example`,
  address: `198.18.${n % 4}.${n}`,
}));

function request(path: string, body: string, headers: Readonly<Record<string, string>>): Request {
  return new Request(urlOf("a") + path, { method: "POST", headers: { ...headers }, body });
}

describe("two hundred sites that are one", () => {
  it(
    "get nothing in, and leave nothing behind, where they push or report without being known",
    against(
      "identity",
      "200 sybils push and report under made-up names",
      "nobody is known who was not added; keys of strangers are few, in memory, and never pinned",
    ),
    async ({ task }) => {
      await using cluster = await createCluster({ push: { a: [], m: [] } });
      const a = cluster.node("a");
      const { uid } = await a.enter(evening);
      const rows = async () => [
        (await a.store.registry.all()).length,
        (await a.store.notices.list({ unseenOnly: false, before: null, limit: 500 })).length,
        (await a.store.registrations.all()).length,
        (await a.store.errands.list()).length,
        (await a.store.statistics()).versions,
      ];
      const before = await rows();
      const text = calendarOf({ UID: uid, "X-REVISION": 9, "X-REVISE-URL": `${urlOf("a")}/discal/revise` });
      const push = (await craftedPush(cluster, "m", "a", text))();
      const statuses = new Map<number, number>();
      for (const { site, address } of sybils) {
        for (const path of ["/discal/enter-event", "/discal/revise"]) {
          const headers = Object.fromEntries(push.headers);
          headers["discal-signature"] = (headers["discal-signature"] ?? "").replace(urlOf("m"), site);
          const { status } = await a.fetch(request(path, text, headers), address);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      }
      expect([...statuses.keys()].toSorted()).toEqual([401, 429, 503]);
      expect(await rows()).toEqual(before);
      // Their keys are asked for, but of so few that nobody is flooded through this node.
      const asked = cluster.traffic.filter(({ from }) => from === "a").length;
      expect(asked).toBeLessThanOrEqual(30);
      task.meta.figure = `${2 * SYBILS} requests, ${asked} look-ups, 0 rows`;
    },
  );

  it(
    "fill no desk where they ask to be pushed to",
    against(
      "identity",
      "200 sybils ask to be pushed to",
      "32 verifications wait at a time, 200 unconfirmed requests are kept, 100 wait for an operator",
    ),
    async ({ task }) => {
      await using cluster = await createCluster({ push: { a: [] }, settings: { a: ASK } });
      const a = cluster.node("a");
      for (let round = 0; round < 2; round += 1) {
        for (const [n, { site, address }] of sybils.entries()) {
          const body = JSON.stringify({
            protocol: "discal/1",
            registration: `${round}-${n}`.padStart(22, "x"),
            publisher: urlOf("a"),
            site,
            callback: `${site}/discal/enter-event`,
            lease: 864_000,
            bearer: "b".repeat(200),
          });
          const headers = { "Content-Type": "application/json" };
          const { status } = await a.fetch(request("/discal/push-register", body, headers), address);
          expect(status).toBe(202);
        }
      }
      const kept = (await a.store.registrations.all()).length;
      const waiting = (await a.store.errands.list("verify")).length;
      expect([kept, waiting]).toEqual([200, 32]);
      await cluster.advance(DAY / 12);
      const told = await a.store.notices.list({ unseenOnly: true, before: null, limit: 500 });
      expect(told.length).toBeLessThanOrEqual(100);
      task.meta.figure = `${2 * SYBILS} requests, ${kept} rows, ${waiting} verifications`;
    },
  );

  it(
    "make no table of this node's memory grow without end",
    against(
      "identity",
      "a million made-up callers fill the memory",
      "each table forgets whom it heard of least",
    ),
    async ({ task }) => {
      const take = createLimiter({ name: "x", burst: 1, perMinute: 0.001 });
      const { grown } = await costOf(async () => {
        for (let n = 0; n < 60_000; n += 1) take(`2001:db8:${n.toString(16)}::/64`, 0);
      });
      expect(grown).toBeLessThan(10);
      // The first one is forgotten, and one that was heard of a moment ago is not.
      expect([
        take("2001:db8:0::/64", 0).allowed,
        take(`2001:db8:${(59_999).toString(16)}::/64`, 0).allowed,
      ]).toEqual([true, false]);
      task.meta.figure = `60,000 callers, ${Math.max(0, Math.round(grown))} MiB`;
    },
  );

  it("are asked for their keys 30 times at once, and then twice a minute, all together", async () => {
    let now = 0;
    let asked = 0;
    const send = async () => {
      asked += 1;
      throw new Error("nobody is there");
    };
    const keyOf = strangerKeys({ send, verifier: createCheapVerifier() }, () => now);
    const askAll = async () => {
      for (const { site } of sybils)
        await Promise.resolve()
          .then(() => keyOf(site))
          .catch(() => {});
    };
    await askAll();
    expect(asked).toBe(30);
    now += 60_000;
    await askAll();
    expect(asked).toBe(32);
  });
});
