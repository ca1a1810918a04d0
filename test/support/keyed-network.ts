import { DomainError } from "../../src/core/model/domain-error.ts";
import type { OutboundRequest, OutboundResponse } from "../../src/net/send.ts";
import type { Node } from "../../src/node.ts";
import { generateKeys, withoutPrimary } from "../../src/wire/openpgp-keys.ts";
import { createSigner } from "../../src/wire/openpgp-signer.ts";
import { type Retirement, rotateKeys } from "../../src/wire/rotate-keys.ts";
import type { Signer } from "../../src/wire/signer.ts";
import { keyedNode } from "./keyed-node.ts";

/** A signer whose key a test rotates, as the command line does with files. */
export interface RotatingSigner extends Signer {
  /** The node takes it up at its next `refresh`. */
  rotate(now: number, retire: Retirement): Promise<void>;
  /** Another signer of the same subkey, as a thief has it. */
  readonly stolen: Signer;
}

export async function rotatingSigner(url: string, now: number): Promise<RotatingSigner> {
  let { primary } = await generateKeys({ name: url, url, now });
  let current = await createSigner({ privateKey: await withoutPrimary(primary) });
  let next = current;
  const stolen = current;
  return {
    fingerprint: current.fingerprint,
    get certificate() {
      return current.certificate;
    },
    sign: (bytes, at) => current.sign(bytes, at),
    subkeys: (at) => current.subkeys(at),
    stolen,
    async refresh() {
      if (next === current) return false;
      current = next;
      return true;
    },
    async rotate(now, retire) {
      const rotated = await rotateKeys({ primary, certificate: next.certificate, now, retire });
      ({ primary } = rotated);
      next = await createSigner({ privateKey: rotated.signing, certificate: rotated.certificate });
    },
  };
}

export interface KeyedNetwork extends AsyncDisposable {
  node(name: string): Node;
  signer(name: string): RotatingSigner;
  now(): number;
  /** Each node does what is due, `times` over, a moment later each time. */
  tick(times?: number): Promise<void>;
  /** Moves the clock on, in steps that let every node do what is due. */
  advance(ms: number): Promise<void>;
  readonly requests: readonly { readonly from: string; readonly url: string }[];
  /** What answers beside the nodes, or in the place of one: by origin. */
  readonly others: Map<string, (request: Request) => Promise<Response>>;
  /** Puts another node in the place of one, under the same name. */
  replace(name: string): Promise<void>;
}

const START = Date.UTC(2026, 2, 16, 12);
const STEP = 10 * 60_000;

/** Nodes with real OpenPGP that push to each other as `links` say: `{ a: ["b"] }`; `a` locks its events. */
export async function keyedNetwork(
  links: Readonly<Record<string, readonly string[]>>,
): Promise<KeyedNetwork> {
  const names = [...new Set(Object.entries(links).flatMap(([from, to]) => [from, ...to]))];
  const nodes = new Map<string, Node>();
  const signers = new Map<string, RotatingSigner>();
  const requests: { from: string; url: string }[] = [];
  const others: KeyedNetwork["others"] = new Map();
  let now = START;
  const urlOf = (name: string): string => `https://${name}.node.example`;
  const sendFrom =
    (from: string) =>
    async (request: OutboundRequest): Promise<OutboundResponse> => {
      requests.push({ from, url: request.url });
      const { origin, hostname } = new URL(request.url);
      const node = nodes.get(hostname.split(".")[0] ?? "");
      const fetch = others.get(origin) ?? node?.fetch;
      if (fetch === undefined) throw new DomainError("unreachable", `${request.url} does not answer`);
      const { method, headers, body, url } = request;
      const init = { method, headers: { ...headers }, body: body === null ? null : Buffer.from(body) };
      const answer = await fetch(new Request(url, init));
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return {
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: bytes,
        url,
        movedTo: url,
      };
    };
  const start = async (name: string): Promise<void> => {
    const signer = await rotatingSigner(urlOf(name), START - 3_600_000);
    const linked = names.filter((other) => links[name]?.includes(other) || links[other]?.includes(name));
    signers.set(name, signer);
    nodes.set(
      name,
      await keyedNode({
        signer,
        clock: () => now,
        url: urlOf(name),
        peers: linked.map((other) => ({
          url: urlOf(other),
          fingerprint: null,
          poll: "1h",
          push: links[name]?.includes(other) ?? false,
        })),
        authority: name === "a" ? "locked" : "open",
        send: sendFrom(name),
      }),
    );
  };
  for (const name of names) await start(name);
  const tick = async (times = 3): Promise<void> => {
    for (let n = 0; n < times; n += 1) {
      now += 1000;
      for (const node of nodes.values()) await node.tick();
    }
  };
  return {
    node: (name) => nodes.get(name) as Node,
    signer: (name) => signers.get(name) as RotatingSigner,
    now: () => now,
    tick,
    async advance(ms) {
      for (const end = now + ms; now < end; now += STEP) await tick(2);
    },
    requests,
    others,
    async replace(name) {
      await nodes.get(name)?.[Symbol.asyncDispose]();
      await start(name);
    },
    [Symbol.asyncDispose]: async () => {
      for (const node of nodes.values()) await node[Symbol.asyncDispose]();
    },
  };
}
