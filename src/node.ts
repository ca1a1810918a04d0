import { join } from "node:path";
import type { Config } from "./config/config.ts";
import type { Log } from "./core/model/log.ts";
import { announceMove } from "./exchange/moving/announce-move.ts";
import { createBrake } from "./exchange/pushing/brake.ts";
import { openAuthorDoor } from "./exchange/editing/author-door.ts";
import { dueWork } from "./exchange/due-work.ts";
import { createKeyRing } from "./exchange/keys/key-ring.ts";
import { channelsOf } from "./exchange/notices/message.ts";
import { operationsOf } from "./exchange/operate.ts";
import { movesTo } from "./exchange/moving/move.ts";
import type { Operations } from "./exchange/operations.ts";
import { ownKey } from "./exchange/keys/own-key.ts";
import { watchOutages } from "./exchange/outage.ts";
import { openDoor } from "./exchange/pushing/push-door.ts";
import { tellOfUnreadable } from "./exchange/push-register/unreadable.ts";
import { reception } from "./exchange/push-register/reception.ts";
import type { Random } from "./exchange/random.ts";
import type { Resealed } from "./exchange/keys/reseal.ts";
import { createBodyRoom } from "./exchange/polling/body-room.ts";
import { showSampleCity } from "./exchange/polling/sample.ts";
import { createSelf, type Self } from "./exchange/self.ts";
import type { SendMail } from "./net/mail.ts";
import type { Send } from "./net/send.ts";
import { createApp } from "./serve/app.ts";
import { addressBehind } from "./serve/caller.ts";
import { createMetrics } from "./serve/discovery/metrics.ts";
import { SAMPLE_CITY } from "./sources/sample-city.ts";
import type { Store } from "./store/contract.ts";
import { openStore } from "./store/sqlite/open.ts";
import type { Signer, Verifier } from "./wire/signer.ts";
import { createVault, type Vault } from "./wire/vault.ts";
import { createWorkshopHere } from "./workshop/in-process.ts";
import type { Workshop } from "./workshop/workshop.ts";

/** What a node is made from: all that it does to the world comes in here. */
export interface NodeParts {
  readonly config: Config;
  /** ms since 1970. */
  readonly clock: () => number;
  readonly random: Random;
  readonly send: Send;
  /** Hands mail to the operator's server, where one is configured. */
  readonly sendMail?: SendMail | null;
  readonly signer: Signer;
  readonly verifier: Verifier;
  /** Seals what the database must keep secret. Unless given, a key is made that is lost with this process. */
  readonly vault?: Vault;
  readonly log: Log;
  /** Where what strangers wrote is worked through; this process unless given. */
  readonly workshop?: Workshop;
  /** For how long work has to wait in this process, ms; not at all unless given. */
  readonly delay?: () => number;
  /** The program's, which it tells of itself. */
  readonly version: string;
}

/** A running DisCal node, without a port: `fetch` answers requests, `tick` does what is due. */
export interface Node extends AsyncDisposable, Operations {
  readonly self: Self;
  readonly store: Store;
  /** Answers a request, as on the port; `address`: where the connection comes from. */
  readonly fetch: (request: Request, address?: string | null) => Promise<Response>;
  /** Every method and pattern of a path that it answers. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  /** Polls, deliveries and upkeep that are due by the clock; gives the moment (ms) when something is due next. */
  tick(): Promise<number>;
  /** Takes over sites and peers, and policies where they are given, of a configuration that was read anew. */
  redeclare(sites: Config["sites"], policies?: Config["policies"]): Promise<void>;
  /** Takes up keys that were rotated meanwhile, and signs anew what a compromised one had signed. */
  takeUpKeys(): Promise<Resealed>;
  /** From now on `/readyz` says that the node is closing; all else goes on. */
  announceClosing(): void;
  /** Called when something has come up that is not to wait for the next due time. */
  onWork(listener: () => void): void;
}

/** Puts a node together. Throws a DomainError where its data folder or database cannot be used. */
export async function createNode(parts: NodeParts): Promise<Node> {
  const { config, clock, random, send, signer, verifier, log, version } = parts;
  const vault = parts.vault ?? createVault();
  const store = await openStore({
    path: config.node.data === ":memory:" ? ":memory:" : join(config.node.data, "discal.db"),
    timezone: config.node.timezone,
    now: clock(),
    ...(vault.fault === null && { seal: vault.seal }),
  });
  const moves = movesTo(config.node.url, await store.moves.all());
  const self = createSelf(config.node, config.network.allow, signer, moves);
  const listeners: (() => void)[] = [];
  const announceWork = (): void => {
    for (const listener of listeners) listener();
  };
  const metrics = createMetrics({ store, version });
  const { observe } = metrics;
  const keys = createKeyRing({ self, store, verifier, send, clock, log });
  const brake = createBrake({ store, clock, log }, config);
  const workshop = parts.workshop ?? createWorkshopHere();
  const room = createBodyRoom();
  const polling = { brake, workshop, room };
  const exchange = { self, store, verifier, keys, send, clock, random, log, observe, ...polling, vault };
  const door = openDoor(exchange, announceWork);
  const authors = openAuthorDoor(exchange, announceWork);
  const leases = { ...exchange, registration: config.registration, longest: config.registration.lease };
  const operations = operationsOf({ ...leases, allow: config.network.allow }, announceWork);
  const name = config.sample ? SAMPLE_CITY : config.node.name;
  const publisher = { ...config.node, name, sample: config.sample };
  const { contact } = config.node;
  let closing = false;
  const isClosing = () => closing;
  const running = { self, publisher, store, door, authors, operations, clock, random, log };
  const requests = reception(leases, announceWork);
  const { limits, network } = config;
  const bounds = { perMinute: limits.requests, proxies: network.proxies, delay: parts.delay ?? (() => 0) };
  const outage = watchOutages(store, { clock, log }, announceWork);
  const web = { ...running, bounds, reception: requests, metrics, version, contact, isClosing, outage };
  const app = createApp(web);

  await store.registry.declarePolicies(config.policies, clock());
  if (config.sample) await showSampleCity(exchange);
  else await store.registry.declare("file", config.sites, clock());

  await announceMove(exchange);
  await tellOfUnreadable(exchange);

  const channels = channelsOf(config.notify, { self, send, sendMail: parts.sendMail ?? null, store });
  const own = ownKey(exchange);
  await own.publish();
  const work = dueWork(leases, channels, own);

  return {
    self,
    store,
    fetch: async (request, address = null) =>
      app.fetch(request, { caller: addressBehind(request.headers, address, config.network.proxies) }),
    routes: app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => ({ method, path })),
    tick: () => outage.whileWritable(() => work.run()),
    ...operations,
    redeclare: async (sites, policies) => {
      if (policies !== undefined) await store.registry.declarePolicies(policies, clock());
      await store.registry.declare("file", sites, clock());
      announceWork();
    },
    takeUpKeys: async () => {
      const resealed = await own.takeUp();
      announceWork();
      return resealed;
    },
    announceClosing: () => {
      closing = true;
    },
    onWork: (listener) => void listeners.push(listener),
    [Symbol.asyncDispose]: async () => {
      // A large feed may take a minute: what is at it is given up, and is read by the next poll.
      await workshop[Symbol.asyncDispose]();
      await work.done();
      await store[Symbol.asyncDispose]();
    },
  };
}
