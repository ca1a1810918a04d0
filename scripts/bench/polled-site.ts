import { request } from "undici";
import { discal } from "../../test/support/program.ts";
import { type FeedHost, startFeedHost } from "./feed-host.ts";
import { type BenchNode, startNode } from "./node.ts";

/** A site with a feed, and a node that polls it when it is told to by a POST. */
export interface PolledSite extends AsyncDisposable {
  readonly host: FeedHost;
  readonly node: BenchNode;
  /** Lets the node poll; gives its report. */
  poll(): Promise<Report>;
  /** Lets the node know another site, whose feed is what the host publishes when it is polled. */
  add(name: string): Promise<Pick<PolledSite, "poll">>;
}

/** What the API says of a poll, as far as it is looked at. */
export interface Report {
  readonly outcome: string;
  readonly fresh: readonly string[];
  readonly revised: readonly string[];
  readonly unchanged: number;
}

/** Both, with the node having read `text`. */
export async function startPolledSite(text: string): Promise<PolledSite> {
  await using parts = new AsyncDisposableStack();
  const host = parts.use(await startFeedHost());
  host.publish(text, true);
  const node = parts.use(await startNode({ sites: [`{ url: "${host.url}", name: Feed, poll: false }`] }));
  const api = `${node.url}/api/v1`;
  const admin = await tokenOf(node);
  const headers = await turns(api, admin);
  const polled = (id: number) => ({ poll: () => post<Report>(`${api}/sites/${id}/poll`, headers()) });
  const first = polled(await onlySite(api));
  await first.poll();
  const kept = parts.move();
  return {
    host,
    node,
    ...first,
    async add(name) {
      const site = { url: `${host.url}?site=${name}`, name, poll: false };
      return polled((await post<{ readonly id: number }>(`${api}/sites`, headersOf(admin), site)).id);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function tokenOf(node: BenchNode): Promise<string> {
  const { out, err } = await discal(["token", "create", "bench", "--role", "admin"], { cwd: node.folder });
  if (out === "") throw new Error(`no token was made: ${err}`);
  return out.trim();
}

/** Polls that one token may ask for in a row: the API bounds what each of them writes. */
const EACH = 50;
const TOKENS = 8;

/** Gives the headers of the next request: one token after another, each as often as it may. */
async function turns(api: string, admin: string): Promise<() => Readonly<Record<string, string>>> {
  const token = { name: "bench", role: "editor" };
  const made: string[] = [];
  while (made.length < TOKENS)
    made.push((await post<{ readonly token: string }>(`${api}/tokens`, headersOf(admin), token)).token);
  let asked = 0;
  return () => headersOf(made[Math.floor(asked++ / EACH) % TOKENS] ?? "");
}

function headersOf(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}

async function onlySite(api: string): Promise<number> {
  const { body } = await request(`${api}/sites`);
  const { items } = (await body.json()) as { items: readonly { id: number }[] };
  return items[0]?.id ?? 0;
}

/** Gives what a POST is answered. Throws where that is no success. */
export async function post<Answer>(
  url: string,
  headers: Readonly<Record<string, string>>,
  said?: unknown,
): Promise<Answer> {
  const json = said === undefined ? {} : { "content-type": "application/json" };
  const { statusCode, body } = await request(url, {
    method: "POST",
    headers: { ...headers, ...json },
    ...(said !== undefined && { body: JSON.stringify(said) }),
  });
  const text = await body.text();
  if (statusCode >= 300) throw new Error(`POST ${url} was answered ${statusCode}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as Answer;
}
