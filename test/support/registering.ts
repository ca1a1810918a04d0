import type { RegistrationWish } from "../../src/exchange/operations.ts";
import type { Node } from "../../src/node.ts";
import { type Cluster, createCluster, type NodeSettings } from "./cluster.ts";

export const MINUTE = 60_000;
export const DAY = 86_400_000;
/** What a site asks where it does not matter. */
export const WISH: RegistrationWish = { filter: null, lease: 10 * DAY, proof: "openpgp", mutual: false };
/** Settings of a node whose operator answers requests. */
export const ASK: NodeSettings = { registration: { answer: "ask", lease: 10 * DAY } };

/** Two nodes that know nothing of each other; `a` is asked by `b`. */
export async function strangers(settings: Readonly<Record<string, NodeSettings>> = {}) {
  const cluster = await createCluster({ push: { a: [], b: [] }, settings });
  return Object.assign(cluster, { a: cluster.node("a"), b: cluster.node("b") });
}

export async function incoming(node: Node) {
  const all = await node.store.registrations.all();
  return all.find(({ direction }) => direction === "in");
}

export async function outgoing(node: Node) {
  const all = await node.store.registrations.all();
  return all.find(({ direction }) => direction === "out");
}

export async function told(node: Node): Promise<readonly string[]> {
  const notices = await node.store.notices.list({ unseenOnly: true, before: null, limit: 10 });
  return notices.filter(({ kind }) => kind === "registration").map(({ text }) => text);
}

/** What a node sent, as `METHOD host/path`. */
export function sentBy({ traffic }: Pick<Cluster, "traffic">, name: string): readonly string[] {
  return traffic
    .filter(({ from }) => from === name)
    .map(({ request: { method, url } }) => `${method} ${new URL(url).host}${new URL(url).pathname}`);
}

/** How a push to a node stands among what was sent. */
export const pushesTo = (host: string) => `POST ${host}.node.example/discal/enter-event`;

/** What a third party, or a site, sends by itself. */
export function post(
  node: Node,
  path: string,
  body: string,
  caller: string | null = null,
): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return node.fetch(new Request(`${node.self.url}${path}`, { method: "POST", headers, body }), caller);
}
