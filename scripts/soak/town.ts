import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { join } from "node:path";
import type { Dice } from "../../test/support/dice.ts";
import { drawFault, type Fault } from "./faults.ts";
import { command, type Program, programIn, until } from "./program.ts";
import { type FaultProxy, openProxy } from "./proxy.ts";

/** A node of the town: the program, and the proxy that is its public address. */
export interface House {
  readonly name: string;
  /** Past the proxy: for the work, and to look. */
  readonly direct: string;
  readonly proxy: FaultProxy;
  readonly program: Program;
  /** Of several people: what one may do a minute is not what a soak is about. */
  readonly tokens: string[];
}

/** People at each node. */
const PEOPLE = 9;

export interface Town extends AsyncDisposable {
  readonly houses: readonly House[];
  /** From now on every connection fares well. */
  heal(): void;
}

/** `count` nodes in a ring with chords: each pushes to the next and to one across, and all poll those that push to them. */
export async function buildTown(folder: string, count: number, dice: Dice): Promise<Town> {
  let healed = false;
  const draw = (): Fault => (healed ? { kind: "none" } : drawFault(dice));
  const ports = await freePorts(count);
  const proxies = await Promise.all(ports.map((port) => openProxy(port, draw)));
  const url = (n: number): string => `http://127.0.0.1:${proxies[n % count]?.port}`;
  const houses: House[] = [];
  for (const [n, proxy] of proxies.entries()) {
    const home = join(folder, `node-${n}`);
    await mkdir(home, { recursive: true });
    const across = n + Math.max(2, Math.floor(count / 2));
    const to = [...new Set([url(n + 1), url(across)])];
    const from = [...new Set([url(n + count - 1), url(n + count * 2 - Math.max(2, Math.floor(count / 2)))])];
    await writeFile(join(home, "peers.yaml"), settings({ n, url: url(n), port: ports[n] ?? 0, to, from }));
    // Before anything is served, so that no command waits for a lock.
    const token = await command(home, "token", "create", "soak", "--role", "admin", "--json");
    houses.push({
      name: `node-${n}`,
      direct: `http://127.0.0.1:${ports[n]}`,
      proxy,
      program: programIn(home),
      tokens: [(JSON.parse(token) as { token: string }).token],
    });
  }
  for (const { program } of houses) program.start();
  return {
    houses,
    heal: () => void (healed = true),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(houses.map(({ program }) => program.kill()));
      await Promise.all(proxies.map((proxy) => proxy[Symbol.asyncDispose]()));
    },
  };
}

/** Lets more people in, once the house answers. */
export async function invite({ direct, tokens }: House): Promise<void> {
  for (let person = tokens.length + 1; person <= PEOPLE; person += 1) {
    const answer = await fetch(`${direct}/api/v1/tokens`, {
      method: "POST",
      headers: { authorization: `Bearer ${tokens[0]}`, "content-type": "application/json" },
      body: JSON.stringify({ name: `soak ${person}`, role: "admin" }),
    });
    tokens.push(((await answer.json()) as { token: string }).token);
  }
}

/** Does it answer that it is ready? */
export function isUp({ direct }: House, deadline: number): Promise<boolean> {
  return until(
    async () => (await fetch(`${direct}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok,
    deadline,
  );
}

function settings(node: {
  readonly n: number;
  readonly url: string;
  readonly port: number;
  readonly to: readonly string[];
  readonly from: readonly string[];
}): string {
  const peers = [...new Set([...node.to, ...node.from])].map(
    (url) =>
      `  - { url: "${url}", poll: "${node.from.includes(url) ? "1m" : "5m"}", push: ${node.to.includes(url)}, accept: true }`,
  );
  return `node:
  url: "${node.url}"
  name: Node ${node.n}
  listen: "127.0.0.1:${node.port}"
  timezone: Europe/Berlin
network:
  allow: ["127.0.0.0/8"]
brake: 100000
peers:
${peers.join("\n")}
`;
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
