import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { generateKeys } from "../../src/wire/openpgp-keys.ts";
import { createSigner } from "../../src/wire/openpgp-signer.ts";
import { signPush } from "../../src/wire/push.ts";
import type { Signer } from "../../src/wire/signer.ts";

/** A peer with a key of its own, at an address of this machine where it says who it is. */
export interface Peer extends Disposable {
  readonly url: string;
  readonly fingerprint: string;
  /** Armored. */
  readonly certificate: string;
  readonly signer: Signer;
  /** The headers with which it pushes a body to this node, from now on and for some minutes. */
  sign(body: Uint8Array, to: Recipient): Promise<Record<string, string>>;
}

/** A node as it is pushed to. */
export interface Recipient {
  readonly url: string;
  readonly fingerprint: string;
}

/** Where a node is pushed to. */
export const TARGET = "/discal/enter-event";

/** The node at this origin, by what it says of itself. */
export async function recipientAt(url: string): Promise<Recipient> {
  const answer = await fetch(`${url}/.well-known/discal`);
  return { url, fingerprint: ((await answer.json()) as { readonly fingerprint: string }).fingerprint };
}

/** Starts one at the address `127.0.1.<n + 1>`. */
export async function startPeer(n: number): Promise<Peer> {
  const host = `127.0.1.${n + 1}`;
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const url = `http://${host}:${(server.address() as { readonly port: number }).port}`;
  const keys = await generateKeys({ name: `Peer ${n}`, url, now: Date.now() - 60_000 });
  const signer = await createSigner({ privateKey: keys.signing });
  const { fingerprint } = signer;
  const document = JSON.stringify(siteDocument(url, fingerprint));
  server.on("request", ({ url: path = "" }, response) => {
    if (path === "/.well-known/discal") response.setHeader("content-type", "application/json").end(document);
    else if (path.startsWith("/discal/v1/keys/")) response.end(keys.certificate);
    else response.writeHead(404).end();
  });
  return {
    url,
    fingerprint,
    certificate: keys.certificate,
    signer,
    sign: (body, to) =>
      signPush({
        signer,
        now: Date.now(),
        nonce: randomBytes(16).toString("hex"),
        method: "POST",
        target: TARGET,
        sender: url,
        recipient: to.url,
        recipientKey: to.fingerprint,
        contentType: "text/calendar",
        body,
      }),
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function siteDocument(url: string, fingerprint: string) {
  const at = (path: string): string => `${url}${path}`;
  return {
    url,
    name: "Peer",
    protocols: ["discal/1"],
    fingerprint,
    keyUrl: at(`/discal/v1/keys/${fingerprint}`),
    endpoints: {
      feed: at("/feed.ics"),
      events: at("/events.json"),
      enterEvent: at(TARGET),
      objects: at("/discal/v1/objects"),
      keys: at("/discal/v1/keys"),
    },
    limits: { bodyBytes: 1_048_576, objectBytes: 65_536, objects: 50 },
    authority: "open",
    epoch: "load",
  };
}
