import type { OpenApi, Operation, Schema } from "./openapi-document.ts";

/** A file with the header that holds a token: all users of a machine see the arguments of its programs. */
export const HEADER = "token.header";

/** A call of an operation with curl, ready to be pasted into a shell in a folder that holds {@link HEADER}. */
export function curlOf(method: string, path: string, operation: Operation, document: OpenApi): string {
  const server = document.servers[0]?.url ?? "";
  const at = server + path.replaceAll(/\{(\w+)\}/g, (_, name: string) => IN_PATH[name] ?? name);
  const content = operation.requestBody?.content ?? {};
  const json = content["application/json"]?.schema;
  const isPublic = operation["x-role"] === "public";
  const parts = [
    ...(method === "get" ? [] : [`-X ${method.toUpperCase()}`]),
    ...(isPublic ? [] : [`-H @${HEADER}`]),
    ...(operation.parameters.some(({ name }) => name === "If-Match") ? [`-H 'If-Match: "3"'`] : []),
    ...(json === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(sampleOf(json, document)))}`]),
    ...(json === undefined && "text/calendar" in content
      ? [`-H 'Content-Type: text/calendar'`, "--data-binary @event.ics"]
      : []),
  ];
  return ["curl", ...parts, quoted(at)].join(" \\\n  ").replace("curl \\\n  ", "curl ");
}

/** A value of a schema: what it must have, and what it has examples of. */
export function sampleOf(schema: Schema, document: OpenApi): unknown {
  const { properties, required = [], examples, anyOf, items } = resolve(schema, document);
  const whole = resolve(schema, document);
  if (examples !== undefined) return examples[0];
  if (whole.const !== undefined) return whole.const;
  if (whole.enum !== undefined) return whole.enum[0];
  if (anyOf?.[0] !== undefined) return sampleOf(anyOf[0], document);
  if (items !== undefined) return [sampleOf(items, document)];
  if (properties === undefined) return SCALARS[String(whole.type)] ?? null;
  const shown = Object.entries(properties).filter(
    ([name, inner]) => required.includes(name) || resolve(inner, document).examples !== undefined,
  );
  const all = shown.length > 0 ? shown : Object.entries(properties).slice(0, 1);
  return Object.fromEntries(all.map(([name, inner]) => [name, sampleOf(inner, document)]));
}

/** What a reference stands for. */
function resolve(schema: Schema, document: OpenApi): Schema {
  const name = schema.$ref === undefined ? null : schemaName(schema.$ref);
  return name === null ? schema : (document.components.schemas[name] ?? schema);
}

/** `Event` of `#/components/schemas/Event`. */
export function schemaName(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

const IN_PATH: Readonly<Record<string, string>> = {
  id: "1",
  uid: "5f1c@library.example",
  slug: "jazz-in-davis",
  name: "festival.ics",
};

const SCALARS: Readonly<Record<string, unknown>> = {
  string: "…",
  integer: 1,
  number: 1,
  boolean: true,
  object: {},
};

/** For a POSIX shell. */
function quoted(text: string): string {
  return /^[\w:/.@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
