import type { Role } from "../../../src/core/model/token.ts";
import type { World } from "./api/world.ts";

export const API = "/api/v1";

/** Who gets in: anybody, the bearer of a token of this role, or who has signed the very request. */
export type Access = Role | "public" | "signature";

/**
 * Who gets in at what is no part of the API's table, which says it itself. A route without a row fails. What a person or
 * peer does there needs nothing else: that of a registration is known by its id alone.
 */
export const ACCESS: Readonly<Record<string, Access>> = {
  "GET /healthz": "public",
  "GET /readyz": "public",
  "GET /metrics": "reader",
  "GET /.well-known/nodeinfo": "public",
  "GET /nodeinfo/2.1": "public",
  "GET /nodeinfo/2.0": "public",
  "GET /.well-known/openpgpkey/hu/:hash": "public",
  "GET /.well-known/openpgpkey/policy": "public",
  "GET /.well-known/openpgpkey/a.node.example/hu/:hash": "public",
  "GET /.well-known/openpgpkey/a.node.example/policy": "public",
  "GET /.well-known/security.txt": "public",
  "GET /robots.txt": "public",
  "GET /.well-known/discal": "public",
  "GET /discal/v1/keys/:fingerprint": "public",
  "POST /discal/enter-event": "editor",
  "POST /discal/revise": "signature",
  "GET /discal/v1/objects/:name": "public",
  "POST /discal/v1/objects": "public",
  "POST /discal/push-register": "public",
  "POST /discal/push-register/:id": "public",
  "DELETE /discal/push-register/:id": "public",
  "GET /discal/push-register/:id": "public",
  "GET /discal/enter-event": "public",
  "GET /discal/v1/changes": "public",
  "GET /discal/v1/digest": "public",
  "GET /discal/v1/digest/:bucket": "public",
  "GET /api/v1": "public",
  "GET /api/v1/openapi.json": "public",
  "GET /api/v1/docs": "public",
  "GET /feed.ics": "public",
  "GET /feed.atom": "public",
  "GET /events.json": "public",
  "GET /sites/:id/feed.ics": "public",
  "GET /sites/:id/feed.atom": "public",
  "GET /calendars/:slug{[^/]+\\.ics}": "public",
  "GET /calendars/:slug{[^/]+\\.atom}": "public",
  "GET /calendars/:slug{[^/]+\\.json}": "public",
  "GET /": "public",
  "GET /calendars": "public",
  "GET /calendars/:slug": "public",
  "GET /sites": "public",
  "GET /sites/:id": "public",
  "GET /subscribe": "public",
  "GET /events/:file{.+\\.ics}": "public",
  "GET /events/:segment": "public",
};

/** What comes by POST, and changes nothing. */
export const READS = ["POST /discal/v1/objects"];
/** Style sheets, whose names change with what is in them. */
const STYLE = /^GET \/(?:discal|api\/v1\/docs)\.[0-9a-f]{12}\.css$/;

export interface Row {
  readonly method: string;
  readonly path: string;
  readonly access: Access | undefined;
}

/** All routes of a node, each with who gets in; undefined where nobody has said. */
export function rowsOf({ node, table }: World): readonly Row[] {
  const inApi = new Map(
    table.map((row) => [
      `${row.method.toUpperCase()} ${API}${row.path.replaceAll(/\{(\w+)\}/g, ":$1")}`,
      row.role,
    ]),
  );
  const names = [...new Set(node.routes.map(({ method, path }) => `${method} ${path}`))];
  return names.map((name) => {
    const [method = "", path = ""] = name.split(" ");
    const isOpen = method === "OPTIONS" || STYLE.test(name);
    return { method, path, access: isOpen ? "public" : (inApi.get(name) ?? ACCESS[name]) };
  });
}

/** The path with something in the place of each parameter. */
export function filled(path: string, values: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/:(\w+)(\{[^}]*\})?/g, (_, name: string, shape = "") => {
    const ending = /\\\.(\w+)/.exec(shape)?.[1];
    return values[name] ?? (ending === undefined ? (name === "id" ? "999" : "nothing") : `nothing.${ending}`);
  });
}
