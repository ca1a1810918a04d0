// Many peers in one process, which do as little as a peer can: they say who they are, and take what they are pushed. Nobody
// looks at signatures, so that the pace is not set here; that each push carries one is seen to.
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { generateKeys } from "../../src/wire/openpgp-keys.ts";
import { createSigner } from "../../src/wire/openpgp-signer.ts";
import { answer } from "./limit.ts";

/** What a peer has been sent since the last {@link expect}. */
interface Received {
  objects: number;
  readonly bodies: Buffer[];
  /** When which UIDs came, ms since 1970. */
  readonly arrivals: { readonly at: number; readonly uids: readonly string[] }[];
}

const received = new Map<string, Received>();
const held: (() => void)[] = [];
let isHolding = false;
let missing = 0;
let lastArrival = 0;
let refused = "";
let whole = Promise.withResolvers<void>();
let key = { fingerprint: "", certificate: "" };

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const { url = "", headers } = request;
  const origin = `http://${headers.host}`;
  if (url === "/discal/enter-event") take(origin, request, response);
  else if (url === "/.well-known/discal") json(response, siteDocument(origin));
  else if (url.startsWith("/discal/v1/keys/")) response.end(key.certificate);
  else response.writeHead(404).end();
});

const tasks = {
  /** Peers at addresses of their own; all have one key, as nothing is checked by it. */
  async open({ count }: { readonly count: number }) {
    const name = "Sink";
    const { certificate, signing } = await generateKeys({
      name,
      url: "http://127.0.0.1",
      now: Date.now() - 60_000,
    });
    key = { certificate, fingerprint: (await createSigner({ privateKey: signing })).fingerprint };
    server.listen(0, "0.0.0.0");
    await once(server, "listening");
    const { port } = server.address() as { readonly port: number };
    const hosts = Array.from(
      { length: count },
      (_, n) => `127.1.${1 + Math.floor(n / 250)}.${1 + (n % 250)}`,
    );
    const urls = hosts.map((host) => `http://${host}:${port}`);
    for (const url of urls) received.set(url, { objects: 0, bodies: [], arrivals: [] });
    return { urls, fingerprint: key.fingerprint };
  },
  /** Forgets what came, and waits for so many objects for each peer. */
  expect({ each }: { readonly each: number }): void {
    for (const url of received.keys()) received.set(url, { objects: 0, bodies: [], arrivals: [] });
    missing = each * received.size;
    whole = Promise.withResolvers();
  },
  /** When the last of what is expected came (ms since 1970, in fractions), and what one of the peers got. */
  async arrived(): Promise<{ readonly at: number } & Pick<Received, "bodies" | "arrivals">> {
    await within(60_000, whole.promise);
    if (refused !== "") throw new Error(refused);
    const [first] = received.values();
    return { at: lastArrival, bodies: first?.bodies ?? [], arrivals: first?.arrivals ?? [] };
  },
  /** From now on every push waits for its answer. */
  hold(): void {
    isHolding = true;
  },
  /** Resolves when each peer has a push that waits. */
  async holds(): Promise<void> {
    for (const end = Date.now() + 60_000; held.length < received.size; await pause(5))
      if (Date.now() > end) throw new Error(`only ${held.length} of ${received.size} peers were pushed to`);
  },
  /** Answers what waits. */
  release(): void {
    isHolding = false;
    for (const answerIt of held.splice(0)) answerIt();
  },
};
export type FanOutSink = typeof tasks;
answer(tasks);

function take(origin: string, request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => void chunks.push(chunk));
  request.on("end", () => {
    const body = chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks);
    const peer = received.get(origin);
    if (peer === undefined || request.headers["discal-signature"] === undefined)
      refused = `a push to ${origin} was not signed, or is for nobody`;
    else if (isHolding) held.push(() => accept(peer, body, response));
    else accept(peer, body, response);
  });
}

function accept(peer: Received, body: Buffer, response: ServerResponse): void {
  const uids = uidsOf(body.toString("latin1"));
  lastArrival = performance.timeOrigin + performance.now();
  peer.objects += uids.length;
  peer.bodies.push(body);
  peer.arrivals.push({ at: lastArrival, uids });
  missing -= uids.length;
  json(
    response,
    uids.map((uid) => ({ uid, revision: 0, verdict: "accepted", reason: "new" })),
  );
  if (missing === 0) whole.resolve();
}

/** Of objects of one event each, whose UIDs need no unfolding. */
function uidsOf(body: string): readonly string[] {
  const uids: string[] = [];
  for (let at = body.indexOf("\nUID:"); at !== -1; at = body.indexOf("\nUID:", at))
    uids.push(body.slice(at + 5, (at = body.indexOf("\r", at))));
  return uids;
}

function siteDocument(url: string): object {
  const at = (path: string): string => `${url}${path}`;
  const endpoints = {
    feed: at("/feed.ics"),
    events: at("/events.json"),
    enterEvent: at("/discal/enter-event"),
    objects: at("/discal/v1/objects"),
    keys: at("/discal/v1/keys"),
  };
  const limits = { bodyBytes: 1_048_576, objectBytes: 65_536, objects: 50 };
  const { fingerprint } = key;
  const keyUrl = at(`/discal/v1/keys/${fingerprint}`);
  return {
    url,
    name: "Sink",
    protocols: ["discal/1"],
    fingerprint,
    keyUrl,
    endpoints,
    limits,
    authority: "open",
    epoch: "sink",
  };
}

function json(response: ServerResponse, value: unknown): void {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(value));
}

async function within(ms: number, promise: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${missing} objects have not come within ${ms} ms`)), ms);
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
