import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { Agent, request } from "undici";
import type { Signer } from "../../src/wire/signer.ts";
import { generateKeys } from "../../src/wire/openpgp-keys.ts";
import { createSigner } from "../../src/wire/openpgp-signer.ts";
import { signPush } from "../../src/wire/push.ts";
import { countOf, type Counts } from "./counts.ts";

/** Peers of one node, each at an address of its own on this machine, with a key of its own. */
export interface Peers extends AsyncDisposable {
  readonly urls: readonly string[];
  /** All of them push, each one batch after the other, until `end` (ms); how often they were answered with what. */
  push(end: number): Promise<Counts>;
}

/** Events of one push. */
const BATCH = 10;

export async function startPeers(count: number, node: string): Promise<Peers> {
  const peers = await Promise.all(Array.from({ length: count }, (_, n) => startPeer(n)));
  return {
    urls: peers.map(({ url }) => url),
    async push(end) {
      const { fingerprint } = (await (await fetch(`${node}/.well-known/discal`)).json()) as {
        fingerprint: string;
      };
      const agent = new Agent({ connections: 256 });
      const answers: string[] = [];
      await Promise.all(
        peers.map(async (peer, n) => {
          await wait((n * 1000) / count);
          for (let batch = 0; Date.now() < end; batch += 1) {
            const status = await pushOnce(peer, { node, fingerprint }, batch, agent);
            answers.push(status);
            await wait(status === "200" ? 500 : 5000);
          }
        }),
      );
      await agent.destroy();
      return countOf(answers);
    },
    [Symbol.asyncDispose]: async () => {
      for (const { server } of peers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

interface Peer {
  readonly url: string;
  readonly signer: Signer;
  readonly server: ReturnType<typeof createServer>;
}

async function startPeer(n: number): Promise<Peer> {
  const host = `127.0.1.${n + 1}`;
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const url = `http://${host}:${(server.address() as { port: number }).port}`;
  const keys = await generateKeys({ name: `Peer ${n}`, url, now: Date.now() - 60_000 });
  const signer = await createSigner({ privateKey: keys.signing });
  const document = JSON.stringify(siteDocument(url, signer.fingerprint));
  server.on("request", ({ url: path = "" }, response) => {
    if (path === "/.well-known/discal") response.setHeader("content-type", "application/json").end(document);
    else if (path.startsWith("/discal/v1/keys/")) response.end(keys.certificate);
    else response.writeHead(404).end();
  });
  return { url, signer, server };
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
      enterEvent: at("/discal/enter-event"),
      objects: at("/discal/v1/objects"),
      keys: at("/discal/v1/keys"),
    },
    limits: { bodyBytes: 1_048_576, objectBytes: 65_536, objects: 50 },
    authority: "open",
    epoch: "load",
  };
}

async function pushOnce(
  { url, signer }: Peer,
  to: { readonly node: string; readonly fingerprint: string },
  batch: number,
  dispatcher: Agent,
): Promise<string> {
  const body = Buffer.from(Array.from({ length: BATCH }, (_, n) => object(url, batch * BATCH + n)).join(""));
  const target = "/discal/enter-event";
  const headers = await signPush({
    signer,
    now: Date.now(),
    nonce: randomBytes(16).toString("hex"),
    method: "POST",
    target,
    sender: url,
    recipient: to.node,
    recipientKey: to.fingerprint,
    contentType: "text/calendar",
    body,
  });
  try {
    const answer = await request(`${to.node}${target}`, { method: "POST", headers, body, dispatcher });
    await answer.body.dump();
    return String(answer.statusCode);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "broken";
  }
}

function object(url: string, n: number): string {
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//load//EN",
    "BEGIN:VEVENT",
    `UID:${n}@${new URL(url).hostname}`,
    "DTSTAMP:20260301T000000Z",
    `DTSTART:2027030${1 + (n % 9)}T1${n % 10}0000Z`,
    `SUMMARY:Pushed ${n}`,
    `DESCRIPTION:${"words ".repeat(100)}`,
    "X-HOP:1",
    "X-REVISION:0",
    `X-REVISE-URL:${url}/discal/revise`,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
}
