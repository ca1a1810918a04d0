import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { Signer } from "../../../src/wire/signer.ts";
import { certificate, privateKey } from "../../unit/net/certificate.ts";

/** Where it is: an address that looks public, and is this machine's own within the namespace. */
export const PUBLIC = "8.8.8.8";
const PORT = 4433;
/** A site with feeds, and a node; both lead elsewhere wherever they can. */
export const FEEDS = `https://feeds.example:${PORT}`;
export const PEER = `https://other.example:${PORT}`;

/** What it was asked. */
export interface Asked {
  readonly host: string;
  readonly target: string;
  readonly authorization: string | null;
  /** Was it sent elsewhere? */
  readonly redirected: boolean;
}

export interface HostileSite extends AsyncDisposable {
  readonly asked: readonly Asked[];
}

/**
 * A feed at `/{status}/{n}` redirects to the n-th of `targets`, at `/chain/{hops}/{n}` after some hops, and `/feed.ics` is
 * `feed`. The node shows its key and answers challenges; all else that it is asked is redirected to one target after the
 * other, or to the site of feeds where it is told a secret.
 */
export async function startHostileSite(world: {
  readonly targets: readonly string[];
  readonly feed: string;
  readonly signer: Signer;
}): Promise<HostileSite> {
  const { targets, feed, signer } = world;
  const asked: Asked[] = [];
  let next = 0;
  const redirect = (response: ServerResponse, status: number, location: string): void => {
    // As bytes, so that no spelling is lost; what no header can hold is left out.
    const value = Buffer.from(location.replaceAll(/\p{Cc}/gu, ""), "utf8").toString("latin1");
    response
      .writeHead(status, { location: value, refresh: `0; url=${FEEDS}`, connection: "close" })
      .end("moved");
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { url: target = "/", headers } = request;
    const { host = "", authorization = null } = headers;
    response.on("finish", () => {
      asked.push({ host, target, authorization, redirected: response.statusCode >= 300 });
    });
    const [, first = "", second = "", third = ""] = target.split("/");
    if (host.startsWith("feeds.")) {
      if (first === "feed.ics") response.writeHead(200, { "content-type": "text/calendar" }).end(feed);
      else if (/^30\d$/.test(first)) redirect(response, Number(first), targets[Number(second)] ?? "/");
      else if (first !== "chain") response.writeHead(404).end();
      else if (second === "0") redirect(response, 302, targets[Number(third)] ?? "/");
      else redirect(response, 308, `/chain/${Number(second) - 1}/${third}`);
      return;
    }
    const challenge = new URL(target, PEER).searchParams.get("challenge");
    if (target === "/.well-known/discal") response.end(JSON.stringify(siteDocument(signer.fingerprint)));
    else if (target === "/key.asc") response.end(signer.certificate);
    else if (challenge !== null) response.end(challenge);
    else if (authorization === null) redirect(response, 307, targets[next++ % targets.length] ?? "/");
    else redirect(response, 307, `${FEEDS}/200/0`);
  };
  const server = createServer({ cert: certificate, key: privateKey }, answer).listen(PORT, PUBLIC);
  await once(server, "listening");
  return {
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function siteDocument(fingerprint: string): object {
  const at = (path: string) => `${PEER}/discal/${path}`;
  return {
    url: PEER,
    name: "Hostile",
    protocols: ["discal/1"],
    fingerprint,
    keyUrl: `${PEER}/key.asc`,
    endpoints: {
      feed: `${PEER}/feed.ics`,
      events: `${PEER}/events.json`,
      enterEvent: at("enter-event"),
      objects: at("v1/objects"),
      keys: at("v1/keys"),
      revise: at("revise"),
      pushRegister: at("push-register"),
      changes: at("v1/changes"),
      digest: at("v1/digest"),
    },
    limits: { bodyBytes: 1_048_576, objectBytes: 65_536, objects: 50 },
    authority: "open",
    epoch: "1",
  };
}
