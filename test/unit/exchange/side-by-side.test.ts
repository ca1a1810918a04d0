import { setImmediate } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Log } from "../../../src/core/model/log.ts";
import { IDLE, type SiteDeclaration } from "../../../src/core/model/site.ts";
import { DomainError } from "../../../src/core/model/domain-error.ts";
import { deliveries } from "../../../src/exchange/pushing/deliver.ts";
import { createBodyRoom } from "../../../src/exchange/polling/body-room.ts";
import { duePolls, pollNow } from "../../../src/exchange/polling/poll.ts";
import { createSelf } from "../../../src/exchange/self.ts";
import type { OutboundResponse, Send } from "../../../src/net/send.ts";
import type { Brake } from "../../../src/exchange/pushing/brake.ts";
import type { Store } from "../../../src/store/contract.ts";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { createCheapSigner, createCheapVerifier } from "../../support/cheap-signer.ts";
import { against } from "../../support/threat.ts";
import { collectGarbage } from "../../support/turns.ts";
import { version } from "../../support/versions.ts";
import { createVault } from "../../../src/wire/vault.ts";
import { createWorkshopHere } from "../../../src/workshop/in-process.ts";

const NOW = Date.UTC(2026, 2, 16, 12);
const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const CALENDAR =
  "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260401T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

function site(kind: "feed" | "peer", url: string, position: number): SiteDeclaration {
  const { fingerprint } = createCheapSigner(url);
  const shared = { ...IDLE, url, name: url, declared: "file", position } as const;
  return kind === "feed" ? { ...shared, kind, poll: "1h" } : { ...shared, kind, push: true, fingerprint };
}

/** A real store with two sites, of which the first one's failure cannot be written down. */
async function world(kind: "feed" | "peer", send: Send) {
  const store = await openStore({ path: ":memory:", timezone: "UTC", now: NOW });
  onTestFinished(() => store[Symbol.asyncDispose]());
  const urls = ["https://first.example", "https://second.example"];
  await store.registry.declare(
    "file",
    urls.map((url, n) => site(kind, url, n)),
    NOW,
  );
  if (kind === "peer") {
    for (const { id, url } of await store.registry.all())
      await store.registry.pin(id, createCheapSigner(url), 0);
  }
  const full = async (): Promise<never> => {
    throw new DomainError("unavailable", "the disk is full");
  };
  const broken: Store = {
    ...store,
    polls: { ...store.polls, recordFailure: full },
    deliveries: { ...store.deliveries, failed: full },
  };
  const node = { url: "https://here.example", name: "here", timezone: "UTC", authority: "open" as const };
  return {
    store: broken,
    self: createSelf(node, [], createCheapSigner("here")),
    verifier: createCheapVerifier(),
    keys: {
      find: async () => null,
      learn: async () => ({ fingerprint: "", certificate: "" }),
      renew: async () => null,
      confirm: async () => {},
      shownBy: () => async () => null,
      fetchWanted: async () => {},
    },
    send,
    clock: () => NOW,
    random: (length: number) => new Uint8Array(length),
    log: silent,
    observe: () => {},
    brake: {
      admit: async () => {},
      check: async () => ({ taken: [], held: [], over: null }),
      ration: async (_, versions) => ({ taken: versions, over: null }),
    } satisfies Brake,
    room: createBodyRoom(),
    workshop: createWorkshopHere(),
    vault: createVault(),
  };
}

/** The first site does not answer; the second one does, a moment later. */
function sendBy(answer: (url: string) => string): Send {
  return async ({ url }): Promise<OutboundResponse> => {
    if (url.startsWith("https://first.")) throw new DomainError("unreachable", "nobody is there");
    for (let n = 0; n < 5; n += 1) await setImmediate();
    return { status: 200, headers: {}, body: new TextEncoder().encode(answer(url)), url, movedTo: url };
  };
}

it(
  "holds no body of a feed that was read",
  against(
    "load",
    "many large feeds are due at once",
    "eight bodies are held at most, and none once it was read",
  ),
  async () => {
    const bodies: WeakRef<Uint8Array>[] = [];
    const poller = await world("feed", async ({ url }) => {
      const body = new TextEncoder().encode(CALENDAR);
      bodies.push(new WeakRef(body));
      return { status: 200, headers: {}, body, url, movedTo: url };
    });
    const { observe } = poller;
    let held = 0;
    const afterEach = () => {
      observe();
      collectGarbage();
      held = bodies.filter((body) => body.deref() !== undefined).length;
    };
    await duePolls({ ...poller, observe: afterEach })();
    expect(bodies).toHaveLength(2);
    expect(held).toBeLessThan(2);
  },
);

describe("a failure that cannot be recorded", () => {
  it("of one feed does not keep the others from being read", async () => {
    const poller = await world(
      "feed",
      sendBy(() => CALENDAR),
    );
    const reports = await pollNow(poller, await poller.store.registry.all(), () => {});
    expect(reports.map(({ outcome }) => outcome)).toEqual(["failed", "changed"]);
    expect(await poller.store.polls.claimDue(NOW + 3_600_000, NOW + 3_600_001)).toHaveLength(2);
  });

  it("of one peer is told only when the others have been served", async () => {
    const entered = version({});
    const { uid, revision } = entered;
    const answer = JSON.stringify([{ uid, revision, verdict: "accepted", reason: "new" }]);
    const carrier = await world(
      "peer",
      sendBy(() => answer),
    );
    await carrier.store.commons.apply([{ version: entered, siteId: null }], NOW);
    await expect(deliveries(carrier)()).rejects.toThrow("the disk is full");
    const lag = await carrier.store.deliveries.lag();
    expect(lag.map(({ lastSuccess }) => lastSuccess)).toEqual([null, NOW]);
  });
});

it(
  "a success that cannot be recorded is not held against the peer: it is pushed to again as before",
  against(
    "disk",
    "a peer has taken a push, and the disk is full when that is recorded",
    "the fault is the node's own: no failure is counted, and nothing is put off",
  ),
  async () => {
    const entered = version({});
    const { uid, revision } = entered;
    const answer = JSON.stringify([{ uid, revision, verdict: "accepted", reason: "new" }]);
    const body = new TextEncoder().encode(answer);
    const carrier = await world("peer", async ({ url }) => {
      return { status: 200, headers: {}, body, url, movedTo: url };
    });
    const { deliveries: real } = carrier.store;
    let isFull = true;
    const delivered: typeof real.delivered = async (...given) => {
      if (isFull) throw new DomainError("unavailable", "the disk is full", { code: "SQLITE_FULL" });
      return real.delivered(...given);
    };
    const store = { ...carrier.store, deliveries: { ...real, delivered } };
    await store.commons.apply([{ version: entered, siteId: null }], NOW);
    const deliver = deliveries({ ...carrier, store });
    await expect(deliver()).rejects.toMatchObject({ details: { code: "SQLITE_FULL" } });
    expect((await store.deliveries.lag()).map(({ failures }) => failures)).toEqual([0, 0]);
    isFull = false;
    await deliver();
    expect((await store.deliveries.lag()).map(({ backlog }) => backlog)).toEqual([0, 0]);
  },
);

describe("a peer that takes its time", () => {
  it("keeps no other waiting, and is sent one batch at a time", async () => {
    const { promise: patience, resolve: lose } = Promise.withResolvers<void>();
    const asked: string[] = [];
    const verdict = (uid: string) => ({ uid, revision: 1, verdict: "accepted", reason: "new" });
    let offered = version({});
    const carrier = await world("peer", async ({ url }) => {
      asked.push(new URL(url).hostname);
      if (url.startsWith("https://first.")) await patience;
      const body = new TextEncoder().encode(JSON.stringify([verdict(offered.uid)]));
      return { status: 200, headers: {}, body, url, movedTo: url };
    });
    const deliver = deliveries(carrier);
    await carrier.store.commons.apply([{ version: offered, siteId: null }], NOW);
    const first = deliver();
    while ((await carrier.store.deliveries.lag())[1]?.backlog !== 0) await setImmediate();
    offered = version({ uid: "2@a.example", content: "y" });
    await carrier.store.commons.apply([{ version: offered, siteId: null }], NOW);
    const second = deliver();
    while ((await carrier.store.deliveries.lag())[1]?.backlog !== 0) await setImmediate();
    expect(asked).toEqual(["first.example", "second.example", "second.example"]);
    lose();
    await Promise.allSettled([first, second]);
    await deliver.done();
  });
});
