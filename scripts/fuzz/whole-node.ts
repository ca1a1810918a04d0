import fc from "fast-check";
import { hash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { readLines } from "../../src/core/ical/lines.ts";
import type { Role } from "../../src/core/model/token.ts";
import { createToken } from "../../src/exchange/tokens.ts";
import { signPush } from "../../src/wire/push.ts";
import { createCheapSigner } from "../../test/support/cheap-signer.ts";
import { createCluster, urlOf, type Cluster } from "../../test/support/cluster.ts";
import { requests, type Ask } from "./requests.ts";
import { timed } from "./stopwatch.ts";
import type { Prey, Target } from "./target.ts";

/** What strangers, peers and feeds do to a node, and what then falls due. */
export type Deed =
  | Ask
  | { readonly do: "push"; readonly to: "/discal/enter-event" | "/discal/revise"; readonly text: string }
  | { readonly do: "feed"; readonly text: string };

const FEED = "https://library.example/private-0a1b2c3d/basic.ics";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A node that has not answered by then never will, ms. */
const DEADLINE = 60_000;
/** The address of whoever asks: of few enough callers that some ask too much. */
const CALLERS = 50;
/** So many numbers of tokens stand in requests. */
const SPARE = 3;
const ROLES: readonly Role[] = ["admin", "editor", "reader"];

/** A whole node with a peer and a feed, in this process. */
export function wholeNode(calendars: fc.Arbitrary<string>): Target<readonly Deed[]> {
  const push = fc.record({
    do: fc.constant("push" as const),
    to: fc.constantFrom("/discal/enter-event" as const, "/discal/revise" as const),
    text: calendars,
  });
  const feed = fc.record({ do: fc.constant("feed" as const), text: calendars });
  const deed: fc.Arbitrary<Deed> = fc.oneof(
    { arbitrary: requests(calendars), weight: 10 },
    { arbitrary: push, weight: 2 },
    { arbitrary: feed, weight: 1 },
  );
  return { name: "node", share: 2, inputs: fc.array(deed, { minLength: 1, maxLength: 4 }), batch: 200, open };
}

async function open(): Promise<Prey<readonly Deed[]>> {
  const cluster = await createCluster({ push: { a: ["b"], b: ["a"] }, poll: { a: [FEED] } });
  cluster.serveFeed(FEED, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
  const known = await tokensOf(cluster);
  let count = 0;
  return {
    hit: async (deeds) => {
      // Whoever asked too much may ask again.
      await cluster.stride(MINUTE, MINUTE);
      for (const deed of deeds) {
        count += 1;
        await timed(DEADLINE, () => act(cluster, deed, known, count));
      }
    },
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

async function act(
  cluster: Cluster,
  deed: Deed,
  known: ReadonlyMap<string, string>,
  count: number,
): Promise<void> {
  if (deed.do === "feed") {
    cluster.serveFeed(FEED, deed.text);
    await cluster.advance(HOUR);
    return;
  }
  const ask = deed.do === "ask" ? await requestOf(cluster, deed, known) : await pushed(cluster, deed, count);
  if (ask === null) return;
  const answer = await cluster.node("a").fetch(ask, `192.0.2.${count % CALLERS}`);
  check(answer, await textOf(answer));
}

/** The request, with what this node knows put in; null where no program could send it so. */
async function requestOf(
  cluster: Cluster,
  ask: Ask,
  known: ReadonlyMap<string, string>,
): Promise<Request | null> {
  const { store, self } = cluster.node("a");
  const [first] = await store.commons.published({ tombstonesSince: 0, after: "", limit: 1 });
  const words = new Map([
    ...known,
    ["c1", first?.version.c1 ?? "0".repeat(64)],
    ["key", self.signer.fingerprint],
    ["epoch", store.epoch],
  ]);
  const filled = (text: string) =>
    text.replaceAll(/\{(\w+)\}/g, (all, name: string) => words.get(name) ?? all);
  const { method, target, headers, body } = ask;
  try {
    return new Request(urlOf("a") + filled(target), {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, filled(value)]),
      body: body === null || /^(GET|HEAD)$/i.test(method) ? null : filled(body),
    });
  } catch {
    return null;
  }
}

/** A push that the peer b has signed. */
async function pushed(
  cluster: Cluster,
  { to, text }: Deed & { do: "push" },
  count: number,
): Promise<Request> {
  const body = Buffer.from(text);
  const { signer } = cluster.node("a").self;
  const headers = await signPush({
    signer: createCheapSigner("b"),
    now: cluster.now(),
    nonce: hash("sha256", `fuzz ${count}`).slice(0, 32),
    method: "POST",
    target: to,
    sender: urlOf("b"),
    recipient: urlOf("a"),
    recipientKey: signer.fingerprint,
    contentType: "text/calendar",
    body,
  });
  return new Request(urlOf("a") + to, { method: "POST", headers, body });
}

async function textOf(answer: Response): Promise<string> {
  const body = Buffer.from(await answer.arrayBuffer());
  const packed = answer.headers.get("Content-Encoding") === "gzip" && body.length > 0;
  return (packed ? gunzipSync(body) : body).toString();
}

/** 500 is a fault of the node; 502 that of a site that it asks, 503 says that it has enough to do. */
function check(answer: Response, text: string): void {
  const { status, headers } = answer;
  if (status >= 500 && status !== 502 && status !== 503)
    throw new Error(`answered ${status}: ${text.slice(0, 300)}`);
  const type = headers.get("Content-Type") ?? "";
  if (type.includes("json") && text !== "") JSON.parse(text);
  if (!type.startsWith("text/calendar") || text === "") return;
  const broken = readLines(text).find(({ repaired }) => repaired);
  if (broken !== undefined)
    throw new Error(`a calendar was answered with the line ${broken.text.slice(0, 200)}`);
}

async function tokensOf(cluster: Cluster): Promise<ReadonlyMap<string, string>> {
  const { tokens } = cluster.node("a").store;
  let count = 0;
  const random = (length: number) =>
    Buffer.from(hash("sha512", `token ${(count += 1)}`), "hex").subarray(0, length);
  const make = async (role: Role) => {
    const { text } = await createToken(tokens, random, { name: role, role, expiresAt: null }, cluster.now());
    return [role, text] as const;
  };
  // Requests take the first ones away.
  for (let spare = 0; spare < SPARE; spare += 1) await make("reader");
  return new Map(await Promise.all(ROLES.map(make)));
}
