import { join } from "node:path";
import type { Config } from "./config/config.ts";
import type { Log } from "./core/model/log.ts";
import { acceptPush, type KeyOf } from "./exchange/accept.ts";
import { authenticate } from "./exchange/authenticate.ts";
import { deliveries } from "./exchange/deliver.ts";
import { enterCalendar, enterEvent } from "./exchange/enter.ts";
import { importFile } from "./exchange/import.ts";
import { meet } from "./exchange/introduce.ts";
import { inTurn, singleFlight } from "./exchange/lane.ts";
import type { Operations } from "./exchange/operations.ts";
import { pollDue, pollNow } from "./exchange/poll.ts";
import { previewSite } from "./exchange/preview.ts";
import type { Random } from "./exchange/random.ts";
import { cancelEvent, deleteEvent, editEvent, replaceCalendar } from "./exchange/revise.ts";
import { showSampleCity } from "./exchange/sample.ts";
import { createSelf, type Self } from "./exchange/self.ts";
import { addSite, changeSite, replay, resumeSite, suspendSite } from "./exchange/site-desk.ts";
import type { Send } from "./net/send.ts";
import { createApp } from "./serve/app.ts";
import { addressBehind } from "./serve/caller.ts";
import { createMetrics } from "./serve/discovery/metrics.ts";
import { SAMPLE_CITY } from "./sources/sample-city.ts";
import type { Store } from "./store/contract.ts";
import { openStore } from "./store/sqlite/open.ts";
import type { Signer, Verifier } from "./wire/signer.ts";

/** What a node is made from: all that it does to the world comes in here. */
export interface NodeParts {
  readonly config: Config;
  /** ms since 1970. */
  readonly clock: () => number;
  readonly random: Random;
  readonly send: Send;
  readonly signer: Signer;
  readonly verifier: Verifier;
  readonly log: Log;
  /** The program's, which it tells of itself. */
  readonly version: string;
}

/** A running DisCal node, without a port: `fetch` answers requests, `tick` does what is due. */
export interface Node extends AsyncDisposable, Operations {
  readonly self: Self;
  readonly store: Store;
  /** Answers a request, as on the port; `address`: where the connection comes from. */
  readonly fetch: (request: Request, address?: string | null) => Promise<Response>;
  /** Polls, deliveries and upkeep that are due by the clock; gives the moment (ms) when something is due next. */
  tick(): Promise<number>;
  /** Takes over sites and peers of a configuration that was read anew. */
  redeclare(sites: Config["sites"]): Promise<void>;
  /** From now on `/readyz` says that the node is closing; all else goes on. */
  announceClosing(): void;
  /** Called when something has come up that is not to wait for the next due time. */
  onWork(listener: () => void): void;
}

/** Puts a node together. Throws a DomainError where its data folder or database cannot be used. */
export async function createNode(parts: NodeParts): Promise<Node> {
  const { config, clock, random, send, signer, verifier, log, version } = parts;
  const self = createSelf(config.node, config.network.allow, signer);
  const store = await openStore({
    path: config.node.data === ":memory:" ? ":memory:" : join(config.node.data, "discal.db"),
    timezone: config.node.timezone,
    now: clock(),
  });
  const listeners: (() => void)[] = [];
  const announceWork = (): void => {
    for (const listener of listeners) listener();
  };
  const keyOf = keysKnownTo(self, store);
  const metrics = createMetrics({ store, version });
  const { observe } = metrics;
  const exchange = { self, store, verifier, keyOf, send, clock, random, log, observe };
  const door = {
    authenticate: (request: Parameters<typeof authenticate>[1]) => authenticate(exchange, request, clock()),
    accept: async (...[peer, body]: [Parameters<typeof acceptPush>[1], Uint8Array]) => {
      await store.deliveries.wake(peer.id);
      const results = await acceptPush(
        { self, commons: store.commons, verifier, keyOf },
        peer,
        body,
        clock(),
      );
      for (const { verdict } of results) observe({ what: "offer", verdict });
      announceWork();
      return results;
    },
  };
  const name = config.sample ? SAMPLE_CITY : config.node.name;
  const author = { self, commons: store.commons, clock, random };
  const desk = { self, store, allow: config.network.allow, clock };
  /** What an operator does may leave something to do at once. */
  const announced = async <T>(work: Promise<T>): Promise<T> => {
    const done = await work;
    announceWork();
    return done;
  };
  /** One change of an event begins when the one before it has ended, so that each sees the revision that stands. */
  const revised = inTurn();
  const operations: Operations = {
    poll: (sites, report = () => {}) => announced(pollNow(exchange, sites, report)),
    enter: (event) => announced(enterEvent(author, event)),
    enterCalendar: (text) => announced(enterCalendar(author, text)),
    edit: (uid, change, expected) => announced(revised(() => editEvent(author, uid, change, expected))),
    replace: (uid, text, expected) => announced(revised(() => replaceCalendar(author, uid, text, expected))),
    cancel: (uid, expected) => announced(revised(() => cancelEvent(author, uid, expected))),
    remove: (uid, expected) => announced(revised(() => deleteEvent(author, uid, expected))),
    importFile: (name, text) => announced(importFile(exchange, name, text)),
    preview: (url) => previewSite(exchange, url),
    meet: (origin) => meet(exchange, origin),
    addSite: (site) => announced(addSite(desk, site)),
    changeSite: (id, change) => announced(changeSite(desk, id, change)),
    suspendSite: (id, reason) => suspendSite(desk, id, reason),
    resumeSite: (id) => announced(resumeSite(desk, id)),
    replay: (id) => announced(replay(desk, id)),
  };
  const publisher = { ...config.node, name, sample: config.sample };
  const { contact } = config.node;
  let closing = false;
  const isClosing = () => closing;
  const running = { self, publisher, store, door, operations, clock, random, log };
  const app = createApp({ ...running, metrics, version, contact, isClosing });

  if (config.sample) await showSampleCity(exchange);
  else await store.registry.declare("file", config.sites, clock());

  const polls = singleFlight(() => pollDue(exchange));
  const deliver = deliveries(exchange);
  const upkeep = singleFlight(() => store.commons.maintain(clock()));

  return {
    self,
    store,
    fetch: async (request, address = null) =>
      app.fetch(request, { caller: addressBehind(request.headers, address, config.network.proxies) }),
    tick: async () => {
      const [, , upkeepDue] = await Promise.all([polls(), deliver(), upkeep()]);
      const due = await Promise.all([store.polls.nextDue(), store.deliveries.nextDue()]);
      return Math.min(upkeepDue, ...due.map((moment) => moment ?? Number.POSITIVE_INFINITY));
    },
    ...operations,
    redeclare: async (sites) => {
      await store.registry.declare("file", sites, clock());
      announceWork();
    },
    announceClosing: () => {
      closing = true;
    },
    onWork: (listener) => void listeners.push(listener),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([polls.done(), deliver.done(), upkeep.done()]);
      await store[Symbol.asyncDispose]();
    },
  };
}

/** The keys that a self-certifying UID may name: the node's own, and those of its peers. */
function keysKnownTo(self: Self, store: Store): KeyOf {
  return async (fingerprint) => {
    if (fingerprint === self.signer.fingerprint) return self.signer;
    const peer = (await store.registry.all()).find((site) => site.fingerprint === fingerprint);
    return typeof peer?.certificate === "string" ? { fingerprint, certificate: peer.certificate } : null;
  };
}
