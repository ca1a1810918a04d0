import { createCommons, type Commons } from "./commons.ts";
import type { NodeKey } from "./keys.ts";

/** A request as it came, for tests to look at. */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Another node as the mock knows it. */
export interface Known {
  readonly origin: string;
  readonly fingerprint: string;
  readonly certificate: string;
  readonly endpoints: Readonly<Record<string, string>>;
  readonly epoch: string;
}

/** A request to be pushed to, made or received. */
export interface Registration {
  readonly id: string;
  /** The body as it was sent. */
  readonly body: string;
  readonly lease: number;
  state: "requested" | "active" | "gone";
}

/** The mock peer's state. */
export interface MockNode {
  readonly origin: string;
  key: NodeKey;
  epoch: string;
  commons: Commons;
  /** By origin. */
  readonly known: Map<string, Known>;
  /** By primary fingerprint. */
  readonly certificates: Map<string, string>;
  readonly nonces: Set<string>;
  /** Tokens that pushes may bear, and whose. */
  readonly tokens: Map<string, string>;
  readonly asking: Map<string, Registration>;
  readonly askedBy: Map<string, Registration>;
  /** It goes on elsewhere, and answers here no more. */
  hasLeft: boolean;
  /** Statements that it signed for each origin that it left. */
  readonly moves: object[];
  /** Keys of which there is news, with the number of the change. */
  readonly newKeys: { readonly seq: number; readonly fingerprint: string }[];
}

export function createNode(origin: string, key: NodeKey): MockNode {
  return {
    origin,
    key,
    epoch: "mock-1",
    commons: createCommons(),
    known: new Map(),
    certificates: new Map([[key.fingerprint, key.certificate]]),
    nonces: new Set(),
    tokens: new Map(),
    asking: new Map(),
    askedBy: new Map(),
    hasLeft: false,
    moves: [],
    newKeys: [],
  };
}

export function json(status: number, body: unknown): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

export function problem(status: number, fault: string, more: object = {}): Answer {
  const said = {
    type: "about:blank",
    title: "Refused",
    status,
    detail: fault,
    problem: "refused",
    details: { fault },
  };
  return {
    status,
    headers: { "content-type": "application/problem+json" },
    body: JSON.stringify({ ...said, ...more }),
  };
}
