import { hash } from "node:crypto";
import { cpSync } from "node:fs";
import type { Config } from "../../src/config/config.ts";
import { USUAL_LIMITS } from "../../src/config/limit-options.ts";
import { DomainError } from "../../src/core/model/domain-error.ts";
import type { Log } from "../../src/core/model/log.ts";
import { IDLE, type SiteDeclaration } from "../../src/core/model/site.ts";
import type { SendMail } from "../../src/net/mail.ts";
import type { Random } from "../../src/exchange/random.ts";
import type { OutboundRequest, OutboundResponse, Send } from "../../src/net/send.ts";
import { createNode, type Node } from "../../src/node.ts";
import type { Signer, Verifier } from "../../src/wire/signer.ts";
import { createVault, type Vault } from "../../src/wire/vault.ts";
import type { Workshop } from "../../src/workshop/workshop.ts";
import { createCheapSigner, createCheapVerifier } from "./cheap-signer.ts";

const START = Date.UTC(2026, 2, 16, 12);
/** A cluster that is not quiet after so many rounds never will be. */
const MOST_ROUNDS = 1000;

/** A request that crossed the wire, for tests that look at the traffic. */
export interface Sent {
  readonly from: string;
  readonly request: OutboundRequest;
  readonly status: number;
}

export interface Cluster extends AsyncDisposable {
  readonly nodes: Readonly<Record<string, Node>>;
  node(name: string): Node;
  readonly traffic: readonly Sent[];
  now(): number;
  /** Works off everything that is due, and moves the clock to each next delivery, until nothing is. */
  settle(): Promise<void>;
  /** Moves the clock on by `ms`, stopping at each moment when something is due. */
  advance(ms: number): Promise<void>;
  /** As `advance`, in even steps: what falls due in between is done at the next one. Fast, where many nodes poll. */
  stride(ms: number, step: number): Promise<void>;
  /**
   * Drops a node as a power cut would: it does nothing any more, and of its data folder stays what was written. It is not
   * there until `revive`.
   */
  crash(name: string): void;
  revive(name: string): Promise<void>;
  /** Ends a node and starts it again, having done something to its data folder meanwhile. */
  restart(name: string, meanwhile?: () => void): Promise<void>;
  /** What a plain site answers from now on; null: it is down. */
  serveFeed(url: string, text: string | null): void;
  /** Cuts, or heals, the way between two nodes, both directions. */
  cut(a: string, b: string): void;
  heal(): void;
  /** Lets a test see, change or refuse what is sent before it arrives. */
  intercept(through: (sent: { from: string; request: OutboundRequest }) => OutboundRequest | Error): void;
  /** Lets a test change what is answered. */
  answer(back: (sent: Sent, response: OutboundResponse) => OutboundResponse): void;
}

/** A request between two nodes, or to a plain site, whose host is `to`. */
export interface Passing {
  readonly from: string;
  readonly to: string;
  readonly request: OutboundRequest;
}

/** Whom each node pushes to, and what else stands in its configuration. */
export interface Plan {
  readonly push: Readonly<Record<string, readonly string[]>>;
  /** Whom each node polls, hourly: other nodes by name, plain feeds by URL. */
  readonly poll?: Readonly<Record<string, readonly string[]>>;
  /** Nodes that the others are told of, and that are not there. */
  readonly absent?: readonly string[];
  /** What stands in a node's configuration beside its sites, by node. */
  readonly settings?: Readonly<Record<string, NodeSettings>>;
  /** What a node takes from and gives to others: by node, and then by the other's name or a feed's URL. */
  readonly filters?: Readonly<
    Record<
      string,
      Readonly<Record<string, Partial<Pick<SiteDeclaration, "filterIn" | "filterOut" | "quota">>>>
    >
  >;
  /** How often nodes poll, `1h` unless given. */
  readonly pollEvery?: string;
  /** What nodes' clocks are wrong by, ms. */
  readonly skew?: Readonly<Record<string, number>>;
  /** Whose signatures are real, by node; the others' are cheap. */
  readonly identities?: Readonly<Record<string, { readonly signer: Signer; readonly verifier: Verifier }>>;
  /** How a request is carried: once, by calling `deliver`, unless given. What it throws is what the sender sees. */
  readonly carry?: (passing: Passing, deliver: () => Promise<OutboundResponse>) => Promise<OutboundResponse>;
  /** What a node seals secrets with, asked for at each start; by a key of its own, always the same, unless given. */
  readonly vaults?: Readonly<Record<string, () => Vault>>;
  /** Where feeds are read and happenings found: in this process unless given. */
  readonly workshop?: () => Workshop;
  /** Where mail of nodes goes that have it configured; it goes nowhere unless given. */
  readonly sendMail?: SendMail;
}

/** `data`: a folder, for a node whose database outlives it; in memory unless given. */
export type NodeSettings = Partial<Pick<Config, "policies" | "registration" | "brake" | "quota" | "notify">> &
  Partial<Pick<Config["node"], "authority" | "data">>;

/**
 * Real nodes with real stores in one process; only the network, the clock, randomness and the signer are ours.
 * `createCluster({ push: { a: ["b"], b: ["c"] } })`.
 */
export async function createCluster(plan: Plan): Promise<Cluster> {
  const { push, poll = {}, absent = [], settings = {}, filters = {}, skew = {} } = plan;
  const { carry = (_, deliver) => deliver() } = plan;
  const pushed = Object.entries(push).flatMap(([from, targets]) => [from, ...targets]);
  const polled = Object.entries(poll).flatMap(([from, targets]) => [from, ...targets.filter(isNode)]);
  const names = [...new Set([...pushed, ...polled])];
  const feeds = new Map<string, string>();
  const cuts = new Set<string>();
  const traffic: Sent[] = [];
  const nodes: Record<string, Node> = {};
  /** Dropped, but not closed: they may still be at work in vain. */
  const dropped: Node[] = [];
  const folders = new Map(Object.entries(settings).map(([name, { data }]) => [name, data]));
  const lives = new Map<string, number>();
  const lifeOf = (name: string): number => lives.get(name) ?? 0;
  let now = START;
  let through: Parameters<Cluster["intercept"]>[0] = ({ request }) => request;
  let back: Parameters<Cluster["answer"]>[0] = (_, response) => response;

  const sendFrom = (from: string): Send => {
    const life = lifeOf(from);
    return async (asked) => {
      const request = through({ from, request: asked });
      if (request instanceof Error) throw request;
      const passing = { from, to: hostOf(request), request };
      const answer = await carry(passing, () => answerOf(from, request));
      if (lifeOf(from) !== life) throw new DomainError("unreachable", `${from} has crashed`);
      const sent = { from, request, status: answer.status };
      traffic.push(sent);
      return back(sent, answer);
    };
  };

  async function answerOf(from: string, request: OutboundRequest): Promise<OutboundResponse> {
    const to = hostOf(request);
    const node = nodes[to];
    if (cuts.has(link(from, to))) throw new DomainError("unreachable", `${to} does not answer`);
    if (node !== undefined) {
      const answer = await ask(node, request);
      if (nodes[to] !== node) throw new DomainError("unreachable", `${to} crashed before it answered`);
      return answer;
    }
    const text = feeds.get(request.url);
    if (text === undefined) throw new DomainError("unreachable", `${request.url} does not answer`);
    return plainAnswer(request, text);
  }

  const start = (name: string, random: Random): Promise<Node> =>
    createNode({
      config: {
        file: null,
        sample: false,
        node: {
          url: urlOf(name),
          name,
          listen: { host: "127.0.0.1", port: 0 },
          data: folders.get(name) ?? ":memory:",
          secretKey: "",
          timezone: "America/Los_Angeles",
          contact: null,
          authority: settings[name]?.authority ?? "open",
        },
        network: { allow: [], proxies: [] },
        limits: USUAL_LIMITS,
        sites: declarations(name, names, { ...plan, poll }).map((site) => ({
          ...site,
          ...filters[name]?.[site.name],
        })),
        policies: settings[name]?.policies ?? [],
        registration: settings[name]?.registration ?? { answer: "allow", lease: 10 * 86_400_000 },
        brake: settings[name]?.brake ?? 200,
        quota: settings[name]?.quota ?? 20_000,
        notify: settings[name]?.notify ?? { webHook: null, mail: null },
      },
      clock: () => now + (skew[name] ?? 0),
      random,
      send: sendFrom(name),
      sendMail: plan.sendMail ?? null,
      ...(plan.workshop && { workshop: plan.workshop() }),
      signer: plan.identities?.[name]?.signer ?? createCheapSigner(name),
      verifier: plan.identities?.[name]?.verifier ?? createCheapVerifier(),
      vault: plan.vaults?.[name]?.() ?? createVault(hash("sha256", name, "buffer")),
      log: silent,
      version: "1.2.3",
    });
  for (const name of names.filter((each) => !absent.includes(each)))
    nodes[name] = await start(name, seededRandom(name));
  const all = () => Object.values(nodes);

  async function tickAll(): Promise<number> {
    const due = Object.entries(nodes).map(async ([name, node]) => (await node.tick()) - (skew[name] ?? 0));
    return Math.min(...(await Promise.all(due)));
  }

  async function settle(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const before = traffic.length;
      await tickAll();
      const queues = Object.entries(nodes).flatMap(([name, { store }]) =>
        [store.deliveries, store.errands].map(
          async (queue) => ((await queue.nextDue()) ?? Number.POSITIVE_INFINITY) - (skew[name] ?? 0),
        ),
      );
      const next = Math.min(...(await Promise.all(queues)));
      if (next === Number.POSITIVE_INFINITY && traffic.length === before) return;
      if (next !== Number.POSITIVE_INFINITY) now = Math.max(now, next);
    }
    throw new Error(`the cluster is not quiet after ${MOST_ROUNDS} rounds`);
  }

  async function advance(ms: number): Promise<void> {
    const end = now + ms;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const due = await tickAll();
      if (due > end) {
        now = end;
        return;
      }
      now = Math.max(now, due);
    }
    throw new Error(`the cluster is still busy after ${MOST_ROUNDS} rounds`);
  }

  return {
    nodes,
    node: (name) => nodes[name] as Node,
    traffic,
    now: () => now,
    settle,
    advance,
    stride: async (ms, step) => {
      for (const end = now + ms; now < end; now = Math.min(end, now + step)) await tickAll();
      await tickAll();
    },
    crash: (name) => {
      const node = nodes[name];
      const folder = folders.get(name);
      if (node === undefined || folder === undefined)
        throw new Error(`${name} has no data folder, or is not there`);
      delete nodes[name];
      dropped.push(node);
      lives.set(name, lifeOf(name) + 1);
      // Whatever it still does, it does in the old folder.
      const kept = `${folder.replace(/~\d+$/, "")}~${lifeOf(name)}`;
      cpSync(folder, kept, { recursive: true });
      folders.set(name, kept);
    },
    revive: async (name) => {
      nodes[name] = await start(name, seededRandom(`${name} ${traffic.length}`));
    },
    restart: async (name, meanwhile = () => {}) => {
      await nodes[name]?.[Symbol.asyncDispose]();
      meanwhile();
      // Else it would use the nonces of its first life again.
      nodes[name] = await start(name, seededRandom(`${name} ${traffic.length}`));
    },
    serveFeed: (url, text) => void (text === null ? feeds.delete(url) : feeds.set(url, text)),
    cut: (a, b) => void cuts.add(link(a, b)),
    heal: () => cuts.clear(),
    intercept: (next) => void (through = next),
    answer: (next) => void (back = next),
    [Symbol.asyncDispose]: async () => {
      for (const node of [...all(), ...dropped]) await node[Symbol.asyncDispose]();
    },
  };
}

/** The URL of a node of the cluster. */
export function urlOf(name: string): string {
  return `https://${name}.node.example`;
}

function isNode(target: string): boolean {
  return !target.includes(":");
}

function link(a: string, b: string): string {
  return [a, b].sort().join(" ");
}

async function ask(node: Node, { url, method, headers, body }: OutboundRequest): Promise<OutboundResponse> {
  const init = { method, headers: { ...headers }, body: body === null ? null : Buffer.from(body) };
  const response = await node.fetch(new Request(url, init));
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
    url,
    movedTo: url,
  };
}

function plainAnswer({ url, headers }: OutboundRequest, text: string): OutboundResponse {
  const etag = `"${hash("sha256", text)}"`;
  const same = headers["if-none-match"] === etag;
  const body = new TextEncoder().encode(same ? "" : text);
  return { status: same ? 304 : 200, headers: { etag }, body, url, movedTo: url };
}

/** The node that is asked, by its name, or the host of a plain site. */
function hostOf({ url }: OutboundRequest): string {
  const { hostname } = new URL(url);
  return hostname.endsWith(".node.example") ? (hostname.split(".")[0] ?? "") : hostname;
}

function declarations(
  name: string,
  names: readonly string[],
  { push, poll = {}, pollEvery = "1h" }: Pick<Plan, "push" | "poll" | "pollEvery">,
): SiteDeclaration[] {
  const plain = (poll[name] ?? []).filter((target) => !isNode(target));
  const peers = names.filter(
    (other) => push[name]?.includes(other) || push[other]?.includes(name) || poll[name]?.includes(other),
  );
  const base = { ...IDLE, declared: "file" } as const;
  return [
    ...plain.map((url) => ({
      ...base,
      kind: "feed" as const,
      url,
      name: url,
      poll: pollEvery,
    })),
    ...peers.map((other) => ({
      ...base,
      kind: "peer" as const,
      url: urlOf(other),
      name: other,
      poll: poll[name]?.includes(other) ? pollEvery : null,
      push: push[name]?.includes(other) ?? false,
      accept: push[other]?.includes(name) ?? false,
    })),
  ].map((site, position) => ({ ...site, position }));
}

function seededRandom(seed: string): (length: number) => Uint8Array {
  let count = 0;
  return (length) => {
    count += 1;
    return Buffer.from(hash("sha512", `${seed} ${count}`), "hex").subarray(0, length);
  };
}

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
