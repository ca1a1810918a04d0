import * as z from "zod";
import { PROBLEM_TYPE, problemDocument } from "../../wire/problem.ts";
import type { Content, OpenApi, Operation, Parameter, Schema } from "./openapi-document.ts";
import { isWrite, parametersOf, type Route } from "./route.ts";
import { calendarText } from "./shapes.ts";

const CHAPTERS: Readonly<Record<Route["chapter"], string>> = {
  events: "What is on, and what people of this node write of it",
  conflicts: "What a person settles: rivals, proposals, and what this node alone shows otherwise",
  calendars: "Named, saved filters, each with a page and feeds of its own",
  sites: "Feeds that are polled, and how that goes",
  peers: "Other nodes that events are exchanged with",
  tokens: "Who may use this API, and who enters events by a key",
  node: "The node itself",
};

const PROBLEMS: Readonly<Record<string, string>> = {
  400: "The request breaks a rule; `errors` lists each place",
  401: "No valid token",
  403: "The token's role is not enough, or the row belongs to the configuration file",
  404: "There is no such thing",
  409: "It is in the way of something that stands, or the same request is under way",
  412: "Another revision stands than `If-Match` names",
  413: "The body is too large",
  415: "The body is of another media type",
  422: "The Idempotency-Key was used for another request",
  429: "Too many requests; `Retry-After` says when to ask again",
  502: "A foreign site did not answer as it should",
  503: "The disk is full, or the node closes",
};

/** The document of a table of routes, which says all that the table does. */
export function openApiOf(routes: readonly Route[], server: string): OpenApi {
  const schemas: Record<string, Schema> = {};
  const schemaOf = schemaReader(schemas);
  const problem = { content: { [PROBLEM_TYPE]: { schema: schemaOf(problemDocument, "output") } } };
  const paths: Record<string, Record<string, Operation>> = {};
  for (const row of routes) (paths[row.path] ??= {})[row.method] = operationOf(row, schemaOf);
  return {
    openapi: "3.1.0",
    info: {
      title: "DisCal API",
      version: "1",
      description:
        "Everything that the command line does. What is public needs no token; all else takes `Authorization: Bearer discal_…`.",
    },
    servers: [{ url: server }],
    tags: Object.entries(CHAPTERS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas,
      responses: Object.fromEntries(
        Object.entries(PROBLEMS).map(([status, description]) => [
          `Problem${status}`,
          { description, ...problem },
        ]),
      ),
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "Made by: npx discal token create" },
      },
    },
  };
}

type ReadSchema = (shape: z.ZodType, io: "input" | "output") => Schema;

/** JSON Schema of shapes; those that have an id stand among the components. */
function schemaReader(components: Record<string, Schema>): ReadSchema {
  return (shape, io) => {
    const text = JSON.stringify(z.toJSONSchema(z.object({ shape }), { io, unrepresentable: "any" }));
    const { properties, $defs } = JSON.parse(
      text.replaceAll('"#/$defs/', '"#/components/schemas/'),
    ) as Schema & { readonly $defs?: Readonly<Record<string, Schema & { id?: string }>> };
    for (const [name, { id: _, ...schema }] of Object.entries($defs ?? {})) components[name] = schema;
    return properties?.["shape"] ?? {};
  };
}

function operationOf(row: Route, schemaOf: ReadSchema): Operation {
  return {
    operationId: row.name,
    summary: row.summary,
    ...(row.about !== undefined && { description: row.about }),
    tags: [row.chapter],
    security: row.role === "public" ? [{}, { token: [] }] : [{ token: [] }],
    "x-role": row.role,
    parameters: parametersIn(row, schemaOf),
    ...(takesBody(row) && { requestBody: { required: true, content: bodyOf(row, schemaOf) } }),
    responses: { ...successOf(row, schemaOf), ...problemsOf(row) },
  };
}

function takesBody({ json, calendar }: Route): boolean {
  return json !== undefined || calendar === true;
}

function bodyOf({ json, calendar }: Route, schemaOf: ReadSchema): Content["content"] {
  return {
    ...(json !== undefined && { "application/json": { schema: schemaOf(json, "input") } }),
    ...(calendar === true && { "text/calendar": { schema: schemaOf(calendarText, "input") } }),
  };
}

function successOf(row: Route, schemaOf: ReadSchema): Operation["responses"] {
  if (row.answer === undefined) return { 204: { description: "Done" } };
  const content = { "application/json": { schema: schemaOf(row.answer, "output") } };
  return { [row.status ?? 200]: { description: row.summary, content } };
}

function problemsOf(row: Route): Operation["responses"] {
  const statuses = [
    ...(takesBody(row) || row.query !== undefined ? [400] : []),
    401,
    ...(row.role === "public" ? [] : [403]),
    ...(row.path.includes("{") ? [404] : []),
    ...(isWrite(row) ? [409, 413, 422] : []),
    ...(row.locks === true ? [412] : []),
    ...(takesBody(row) ? [415] : []),
    429,
  ];
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]),
  );
}

const IN_PATH: Readonly<Record<string, string>> = {
  id: "Number, as lists have it",
  uid: "UID, percent-encoded; or as links have it, where each byte beside letters, digits and `@._-` is `~XX`",
  slug: "Name of a saved calendar",
};

function parametersIn(row: Route, schemaOf: ReadSchema): readonly Parameter[] {
  const inPath = parametersOf(row.path).map((name) => ({
    name,
    in: "path" as const,
    required: true,
    description: IN_PATH[name] ?? name,
    schema: { type: name === "id" ? "integer" : "string" },
  }));
  const asked = row.query === undefined ? {} : (schemaOf(row.query, "input").properties ?? {});
  const inQuery = Object.entries(asked).map(([name, { description = name, ...schema }]) => ({
    name,
    in: "query" as const,
    required: false,
    description,
    schema,
  }));
  return [
    ...inPath,
    ...inQuery,
    ...(row.locks === true ? [header("If-Match", 'The revision that the change was made from: `"3"`')] : []),
    ...(isWrite(row) ? [header("Idempotency-Key", "Makes it safe to repeat the request, for 24 hours")] : []),
  ];
}

function header(name: string, description: string): Parameter {
  return { name, in: "header", required: false, description, schema: { type: "string" } };
}
