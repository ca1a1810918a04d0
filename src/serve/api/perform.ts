import type { Log } from "../../core/model/log.ts";
import { FEED_BYTES } from "../../exchange/foreign.ts";
import { type Room, roomFor } from "../../exchange/room.ts";
import type { Replies } from "../../store/replies.ts";
import { BEARER } from "../../wire/bearer.ts";
import { taggedAnswer } from "../feeds/conditional.ts";
import { letIn } from "./access.ts";
import { incoming } from "../discal/body.ts";
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
  /** For bodies that are larger than most. */
  readonly room: Pick<Room, "enter">;
  /** The answer to a request that an error ended, by the app's one table. */
  readonly refuse: (error: unknown, path: string) => Response;
}

/** Whole calendars are held in memory several times while they are read: one after the other, and few wait. */
export function roomForCalendars(): Room {
  return roomFor({ octets: 3 * FEED_BYTES, octetsOfOne: FEED_BYTES, most: 6, ofOneSender: 2 });
}

/** A request as the router hands it over. */
export interface Incoming {
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
  /** The name under which who asks is counted. */
  readonly from: string;
}

/** Answers a request by a row of the table: who asks, how often, what, and then the row itself. */
export async function perform(
  route: Route,
  { request, params, from }: Incoming,
  performance: Performance,
): Promise<Response> {
  const { door, clock } = performance;
  const caller = await door({ headers: request.headers, write: isWrite(route) }, from, clock());
  if (caller instanceof Response) return caller;
  const answer = await answerTo(route, { request, params, from }, caller, performance).catch(
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
  asked: Incoming,
  caller: Caller,
  performance: Performance,
): Promise<Response> {
  const { token } = caller;
  const { request } = asked;
  letIn(token, route.role);
  const answer = (bytes: Uint8Array) => answerWith(bytes, route, asked, caller, performance);
  if (!isWrite(route)) return answer(new Uint8Array());
  if (route.most === undefined) return answer(await bodyBytes(request, route));
  const sender = `The token “${token?.name ?? ""}”`;
  return performance.room.enter(sender, incoming(request, route.most), answer);
}

async function answerWith(
  bytes: Uint8Array,
  route: Route,
  { request, params }: Incoming,
  { token }: Caller,
  { replies, clock, log, refuse }: Performance,
): Promise<Response> {
  const search = new URL(request.url).searchParams;
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
