import type { Config } from "../../src/config/config.ts";
import { USUAL_LIMITS } from "../../src/config/limit-options.ts";
import { DomainError } from "../../src/core/model/domain-error.ts";
import type { Log } from "../../src/core/model/log.ts";
import { IDLE, type SiteDeclaration } from "../../src/core/model/site.ts";
import type { Send } from "../../src/net/send.ts";
import { createNode, type Node } from "../../src/node.ts";
import { createVerifier } from "../../src/wire/openpgp-verifier.ts";
import type { Signer } from "../../src/wire/signer.ts";

export const URL_OF_NODE = "https://calendar.example";
const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** One node with real OpenPGP, in memory, whose network is what is given. */
export function keyedNode(given: {
  readonly signer: Signer;
  readonly clock: () => number;
  readonly url?: string;
  readonly peers?: readonly (Pick<SiteDeclaration, "url" | "fingerprint"> & Partial<SiteDeclaration>)[];
  readonly authority?: Config["node"]["authority"];
  readonly send?: Send;
}): Promise<Node> {
  const { signer, clock, url = URL_OF_NODE, peers = [], authority = "open" } = given;
  let random = 0;
  return createNode({
    config: {
      file: null,
      sample: false,
      node: {
        url,
        name: "Calendar",
        listen: { host: "127.0.0.1", port: 0 },
        data: ":memory:",
        secretKey: "",
        timezone: "UTC",
        contact: null,
        authority,
      },
      network: { allow: [], proxies: [] },
      limits: USUAL_LIMITS,
      sites: peers.map((peer, position) => ({ ...PEER, ...peer, position })),
      policies: [],
      registration: { answer: "allow", lease: 10 * 86_400_000 },
      brake: 200,
      quota: 20_000,
      notify: { webHook: null, mail: null },
    },
    clock,
    random: (length) => new Uint8Array(length).fill((random += 1)),
    send:
      given.send ??
      (async ({ url }) => {
        throw new DomainError("unreachable", `${url} does not answer`);
      }),
    signer,
    verifier: createVerifier(),
    log: silent,
    version: "1.2.3",
  });
}

const PEER: Omit<SiteDeclaration, "url" | "position"> = {
  ...IDLE,
  kind: "peer",
  name: "peer",
  declared: "file",
  push: true,
  accept: true,
};
