import { Agent, buildConnector, request } from "undici";
import type { Dispatcher } from "undici";
import { DomainError } from "../core/model/domain-error.ts";
import { acceptEncoding, readBody } from "./body.ts";
import { explainFailure, unreachable } from "./failure.ts";
import { guardedLookup, systemLookup } from "./lookup.ts";
import type { Lookup } from "./lookup.ts";
import { headersFor, isPermanent, redirectTarget } from "./redirect.ts";
import type { OutboundRequest, OutboundResponse, Send } from "./send.ts";
import { checkTarget } from "./target.ts";

const maxHeaderBytes = 16 * 1024;
const connectTimeout = 10_000;
const connectionsPerOrigin = 4;

/**
 * The one outbound HTTP client (protocol, section 10); connections are kept alive between requests.
 * `allow`: CIDR ranges that may be reached beside the public internet. `lookup`: what resolves names, by default the
 * system. `closing`: gives up what is under way, and whatever is asked later.
 */
export function createSend(options: {
  readonly allow: readonly string[];
  readonly userAgent?: string;
  readonly lookup?: Lookup;
  readonly closing?: AbortSignal;
}): Send {
  const { allow, userAgent = "DisCal", lookup = systemLookup, closing } = options;
  const dispatcher = createAgent(lookup, allow);
  return async (outbound) => {
    const limit = AbortSignal.timeout(outbound.timeout);
    const signal = closing === undefined ? limit : AbortSignal.any([limit, closing]);
    const first = checkTarget(outbound.url, allow);
    let url = first;
    let movedTo = first;
    let { headers } = outbound;
    for (let followed = 0; ; followed++) {
      const answer = await ask(dispatcher, outbound, url, { ...headers, "user-agent": userAgent }, signal);
      const next = followsRedirects(outbound)
        ? redirectTarget(url, answer.status, answer.headers["location"])
        : null;
      if (next === null) return { ...answer, url: url.href, movedTo: movedTo.href };
      if (followed === outbound.redirects)
        throw unreachable(first.host, `it redirects more than ${followed} times`);
      const target = checkRedirect(url, next, allow);
      if (movedTo === url && isPermanent(answer.status)) movedTo = target;
      headers = headersFor(headers, url, target);
      url = target;
    }
  };
}

function checkRedirect(from: URL, to: URL, allow: readonly string[]): URL {
  try {
    return checkTarget(to.href, allow);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(error.problem, `${from.host} redirects elsewhere: ${error.message}`, error.details);
  }
}

/** A request that may not be repeated elsewhere gets the redirect itself for an answer. */
function followsRedirects(outbound: OutboundRequest): boolean {
  return outbound.redirects > 0 && outbound.method === "GET" && outbound.body === null;
}

async function ask(
  dispatcher: Dispatcher,
  { method, body, maxBytes, hold, timeout }: OutboundRequest,
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Pick<OutboundResponse, "status" | "headers" | "body">> {
  const { host } = url;
  try {
    const encodings = { "accept-encoding": acceptEncoding };
    const options = { dispatcher, method, headers: { ...headers, ...encodings }, body, signal };
    const answer = await unlessAborted(signal, request(url, options));
    const status = answer.statusCode;
    const received = flatten(answer.headers);
    const empty = status === 204 || status === 304 || received["content-length"] === "0";
    const encoding = empty ? "" : (received["content-encoding"] ?? "");
    return {
      status,
      headers: received,
      body: await readBody(answer.body, { host, encoding, maxBytes, hold }),
    };
  } catch (error) {
    throw explainFailure(error, host, timeout);
  }
}

/** undici lets a request wait for its look-up and its handshake, however late it is. */
async function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function flatten(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]),
  );
}

/** `http:` and `https:` may go to different addresses, so each has a look-up of its own. */
function createAgent(lookup: Lookup, allow: readonly string[]): Agent {
  const connector = (protocol: string) =>
    buildConnector({
      lookup: guardedLookup(lookup, protocol, allow),
      timeout: connectTimeout,
      allowH2: false,
      autoSelectFamily: true,
    });
  const plain = connector("http:");
  const secure = connector("https:");
  return new Agent({
    connect: (options, callback) => (options.protocol === "https:" ? secure : plain)(options, callback),
    connections: connectionsPerOrigin,
    maxHeaderSize: maxHeaderBytes,
    // The whole exchange has one time limit.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
