import { z } from "zod";
import type { Role } from "../../../../src/core/model/token.ts";
import { createToken } from "../../../../src/exchange/tokens.ts";
import type { Node } from "../../../../src/node.ts";
import type { Route } from "../../../../src/serve/api/route.ts";
import { apiTable } from "../../../../src/serve/api/table.ts";
import { PROBLEM_TYPE, problemDocument } from "../../../../src/wire/problem.ts";
import { createCluster, urlOf, type Cluster } from "../../../support/cluster.ts";

/** A plain feed that node a has in its configuration, under an address that holds a secret. */
export const FEED = "https://library.example/private-0a1b2c3d4e5f/basic.ics";
const DAY = 86_400_000;

/** Who may ask: nobody that is known, each role, and tokens that are valid no more. */
export type Asker = "nobody" | Role | "expired" | "revoked";

/** What is asked, beside method and path. */
export interface Asked {
  readonly as?: Asker;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as text/calendar. */
  readonly calendar?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where the connection comes from; a fresh one each time unless it is given. */
  readonly from?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // What tests look into is theirs to know.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
  readonly text: string;
}

export interface World extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly node: Node;
  readonly table: readonly Route[];
  /** The text of a token. */
  readonly tokens: Readonly<Record<Exclude<Asker, "nobody">, string>>;
  /** Asks under `/api/v1`; holds what is answered against the route's shape. */
  ask(method: string, path: string, asked?: Asked): Promise<Answer>;
}

/** Node a with a feed and a peer, and somebody of each kind who may ask it. The peer, b, is there where it is wanted. */
export async function openWorld({ peer = false } = {}): Promise<World> {
  const absent = peer ? [] : ["b"];
  const cluster = await createCluster({ push: { a: ["b"] }, poll: { a: [FEED] }, absent });
  const node = cluster.node("a");
  const { self, store } = node;
  const publisher = { url: self.url, name: self.name, timezone: self.timezone, sample: false };
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const table = apiTable({ self, store, operations: node, publisher, random, clock: () => cluster.now() });

  const mint = async (name: string, role: Role, expiresAt: number | null = null) =>
    createToken(store.tokens, random, { name, role, expiresAt }, cluster.now() - DAY);
  const revoked = await mint("revoked", "admin");
  await store.tokens.revoke(revoked.token.id, cluster.now());
  const tokens = {
    admin: (await mint("an admin", "admin")).text,
    editor: (await mint("an editor", "editor")).text,
    reader: (await mint("a reader", "reader")).text,
    expired: (await mint("expired", "admin", cluster.now() - 1)).text,
    revoked: revoked.text,
  };

  let asked = 0;
  return {
    cluster,
    node,
    table,
    tokens,
    ask: async (method, path, { as = "nobody", json, calendar, headers = {}, from } = {}) => {
      asked += 1;
      const address = from ?? `192.0.${Math.floor(asked / 250)}.${asked % 250}`;
      const body = json === undefined ? calendar : JSON.stringify(json);
      const request = new Request(`${urlOf("a")}/api/v1${path}`, {
        method,
        headers: {
          ...(as !== "nobody" && { Authorization: `Bearer ${tokens[as]}` }),
          ...(json !== undefined && { "Content-Type": "application/json" }),
          ...(calendar !== undefined && { "Content-Type": "text/calendar" }),
          ...headers,
        },
        ...(body !== undefined && { body }),
      });
      const answer = await node.fetch(request, address);
      const text = await answer.text();
      const isJson = answer.headers.get("Content-Type")?.includes("json") === true;
      const read = isJson && text !== "" ? JSON.parse(text) : null;
      check(table, method, path, answer, read);
      return { status: answer.status, headers: answer.headers, body: read, text };
    },
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

/** Holds an answer against the shape that its route declares. */
function check(table: readonly Route[], method: string, path: string, answer: Response, body: unknown): void {
  if (answer.headers.get("Content-Type") === PROBLEM_TYPE) return void problemDocument.parse(body);
  const [asked = ""] = path.split("?");
  const route = table.find(
    (row) =>
      row.method === method.toLowerCase() &&
      new RegExp(`^${row.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(asked) &&
      !table.some((other) => other.path === asked && other.path !== row.path),
  );
  if (route?.answer === undefined || body === null) return;
  z.strictObject({ body: route.answer }).parse({ body });
}
