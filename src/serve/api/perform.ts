import type { Log } from "../../core/model/log.ts";
import type { Replies } from "../../store/replies.ts";
import { BEARER } from "../../wire/bearer.ts";
import { taggedAnswer } from "../feeds/conditional.ts";
import { letIn } from "./access.ts";
import { bodyBytes, readBodyOf } from "./body.ts";
import type { Caller, Door } from "./door.ts";
import { answerOnce, type Answered } from "./idempotency.ts";
import { rateLimitHeaders } from "./rate-limit.ts";
import { isWrite, type Route } from "./route.ts";
import { readQueryShape } from "./validate.ts";

/** What answering takes beside the route. */
export interface Performance {
  readonly door: Door;
  readonly replies: Replies;
  readonly clock: () => number;
  readonly log: Log;
  /** The answer to a request that an error ended, by the app's one table. */
  readonly refuse: (error: unknown, path: string) => Response;
}

/** A request as the router hands it over. */
export interface Incoming {
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
  /** Address of who asks, null where it is not known. */
  readonly address: string | null;
}

/** Answers a request by a row of the table: who asks, how often, what, and then the row itself. */
export async function perform(
  route: Route,
  { request, params, address }: Incoming,
  performance: Performance,
): Promise<Response> {
  const { door, clock } = performance;
  const caller = await door({ headers: request.headers, write: isWrite(route) }, address, clock());
  if (caller instanceof Response) return caller;
  const answer = await answerTo(route, { request, params, address }, caller, performance).catch(
    (error: unknown) => performance.refuse(error, new URL(request.url).pathname),
  );
  const headers = {
    ...rateLimitHeaders(caller.allowance),
    ...(answer.status === 401 && { "WWW-Authenticate": BEARER }),
  };
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
  return answer;
}

async function answerTo(
  route: Route,
  { request, params }: Incoming,
  { token }: Caller,
  { replies, clock, log, refuse }: Performance,
): Promise<Response> {
  letIn(token, route.role);
  const search = new URL(request.url).searchParams;
  const bytes = isWrite(route) ? await bodyBytes(request, route) : new Uint8Array();
  const run = async (): Promise<Answered> => {
    const type = request.headers.get("Content-Type");
    const takesBody = route.json !== undefined || route.calendar === true;
    const body = takesBody ? readBodyOf(route, bytes, type) : undefined;
    const query = route.query === undefined ? undefined : readQueryShape(route.query, search);
    const outcome = await route.handle({ params, query, body, search, headers: request.headers, token });
    return written(route, request, outcome, token !== null);
  };
  if (!isWrite(route) || token === null) return (await run()).answer;
  const key = request.headers.get("Idempotency-Key");
  const answer = await answerOnce(replies, { key, token, request, body: bytes, now: clock() }, () =>
    run().catch((error: unknown) => ({ answer: refuse(error, new URL(request.url).pathname), kept: null })),
  );
  log.info({ by: token.name, route: route.name, params, status: answer.status }, "a write over the API");
  return answer;
}

function written(
  route: Route,
  request: Request,
  { body, status, headers = {} }: Awaited<ReturnType<Route["handle"]>>,
  known: boolean,
): Answered {
  if (route.answer === undefined) return { answer: new Response(null, { status: 204, headers }), kept: null };
  const json = (value: unknown): string => `${JSON.stringify(value)}\n`;
  const all = {
    "Content-Type": "application/json; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    ...headers,
  };
  // What a token sees is not for caches, and what is not asked for by its state need not be compared with it.
  if (isWrite(route) || known || "ETag" in headers) {
    const answer = new Response(json(body), {
      status: status ?? route.status ?? 200,
      headers: { ...all, "Cache-Control": "no-store" },
    });
    return { answer, kept: route.kept === undefined ? null : json(route.kept(body)) };
  }
  return {
    answer: taggedAnswer(request, json(body), { ...all, "Cache-Control": "public, no-cache" }),
    kept: null,
  };
}
