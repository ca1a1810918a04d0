import { Hono } from "hono";
import type { Guesses } from "../../exchange/guesses.ts";
import { taggedAnswer } from "../feeds/conditional.ts";
import { pageHeaders } from "../web/headers.ts";
import { renderDocs } from "./docs-page.ts";
import { docsStyle, docsStylePath } from "./docs-style.ts";
import { createDoor } from "./door.ts";
import { openApiOf } from "./openapi.ts";
import { perform, type Performance, roomForCalendars } from "./perform.ts";
import { isWrite } from "./route.ts";
import { apiTable, type ApiNode } from "./table.ts";
import { rememberUnstored } from "./unstored-replies.ts";

/** Where the API stands from the root. */
const API = "/api/v1";
const ANYBODY = { "Access-Control-Allow-Origin": "*" };

/**
 * The admin API under `/api/v1`, its OpenAPI document at `/api/v1/openapi.json`, and its page at `/api/v1/docs`. Pages
 * of other sites may read what is public, never with credentials.
 */
export function apiRoutes(
  node: ApiNode &
    Pick<Performance, "log" | "refuse"> & {
      readonly guesses: Guesses;
      /** Under which name who asks is counted. */
      readonly callerKey: (c: { readonly env: unknown }) => string;
    },
): Hono {
  const { store, clock, log, refuse, callerKey, publisher, guesses } = node;
  const table = apiTable(node);
  const [door, room] = [createDoor(store.tokens, guesses), roomForCalendars()];
  const replies = rememberUnstored(store.replies);
  const performance = { door, room, replies, clock, log, refuse };
  const openApi = written(() => openApiOf(table, publisher.url + API));
  const routes = new Hono();

  for (const row of table) {
    const path = API + row.path.replaceAll(/\{(\w+)\}/g, ":$1");
    routes.on(row.method.toUpperCase(), path, async (c) => {
      const incoming = { request: c.req.raw, params: c.req.param(), from: callerKey(c) };
      const answer = await perform(row, incoming, performance);
      if (row.role === "public") openTo(answer.headers);
      return answer;
    });
  }
  for (const [path, rows] of Map.groupBy(table, (row) => row.path.replaceAll(/\{(\w+)\}/g, ":$1"))) {
    const isPublic = rows.some((row) => row.role === "public" && !isWrite(row));
    routes.options(API + path, () =>
      preflight(
        rows.map(({ method }) => method.toUpperCase()),
        isPublic,
      ),
    );
  }
  routes.get(`${API}/openapi.json`, (c) =>
    taggedAnswer(c.req.raw, `${JSON.stringify(openApi())}\n`, {
      ...ANYBODY,
      "Content-Type": "application/json; charset=utf-8",
      "Cache-Control": "public, no-cache",
    }),
  );
  routes.get(API, (c) => c.redirect(`${API}/docs`, 302));
  routes.get(`${API}/docs`, async (c) =>
    taggedAnswer(c.req.raw, await renderDocs(openApi(), publisher), { ...pageHeaders }),
  );
  routes.get(docsStylePath, (c) =>
    c.body(docsStyle, 200, {
      "Content-Type": "text/css; charset=utf-8",
      "Cache-Control": "public, max-age=31536000, immutable",
    }),
  );
  return routes;
}

/** Written when it is first asked for: a command that asks nothing need not wait for it. */
function written<Document>(write: () => Document): () => Document {
  let document: Document | undefined;
  return () => (document ??= write());
}

/** Anybody's pages may read it; a token may show more, so that caches keep the two apart. */
function openTo(headers: Headers): void {
  headers.set("Access-Control-Allow-Origin", "*");
  headers.set("Access-Control-Expose-Headers", "ETag, RateLimit, RateLimit-Policy, Retry-After");
  headers.append("Vary", "Authorization");
}

/** What a browser asks before it lets a page of another site ask (Fetch standard, CORS preflight). */
function preflight(methods: readonly string[], isPublic: boolean): Response {
  const allowed = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
  return new Response(null, {
    status: 204,
    headers: {
      Allow: [...allowed, "OPTIONS"].join(", "),
      ...(isPublic && {
        ...ANYBODY,
        "Access-Control-Allow-Methods": "GET, HEAD",
        "Access-Control-Allow-Headers": "If-None-Match",
        "Access-Control-Max-Age": "86400",
      }),
    },
  });
}
