import { z } from "zod";
import { apiTable } from "../../src/serve/api/table.ts";
import { createApp } from "../../src/serve/app.ts";
import type { Schema } from "./json.ts";

/** What a node answers to. */
export interface FuzzedRoute {
  readonly method: string;
  /** As the router has it: `/events/:file{.+\.ics}`. */
  readonly path: string;
  /** Of a body in JSON. */
  readonly json: Schema | null;
}

/**
 * Every route of the program, by its own tables: nothing that is added later is left out. To list them nothing is
 * asked, so that anything will do for a node.
 */
export function everyRoute(): readonly FuzzedRoute[] {
  const node = anything() as Parameters<typeof createApp>[0] & Parameters<typeof apiTable>[0];
  const bodies = new Map(
    apiTable(node).flatMap(({ method, path, json }) =>
      json === undefined
        ? []
        : [[`${method.toUpperCase()} /api/v1${path.replaceAll(/\{(\w+)\}/g, ":$1")}`, schemaOf(json)]],
    ),
  );
  // Other methods, OPTIONS among them, are tried everywhere.
  const routes = createApp(node).routes.filter(({ path, method }) => path !== "/*" && method !== "OPTIONS");
  const distinct = new Map(routes.map(({ method, path }) => [`${method} ${path}`, { method, path }]));
  return [...distinct].map(([name, { method, path }]) => ({
    method: method === "ALL" ? "GET" : method,
    path,
    json: bodies.get(name) ?? null,
  }));
}

function schemaOf(json: z.ZodType): Schema {
  return z.toJSONSchema(json, { io: "input", unrepresentable: "any" }) as Schema;
}

/** Has every member, can be called, and reads as a URL. */
function anything(): unknown {
  const every: unknown = new Proxy(() => every, {
    get: (_, name) => (name === Symbol.toPrimitive ? () => "https://a.example" : every),
    apply: () => every,
  });
  return every;
}
