import { readFileSync } from "node:fs";

/** What of JSON Schema the messages of the protocol are written in. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The published schema of a message: `site-document`, `changes`, … */
export function schemaOf(message: string): Schema & { readonly examples?: readonly unknown[] } {
  const file = new URL(`../../../schema/wire/${message}.schema.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Schema;
}

/** What a message breaks of its schema, each with its place; empty where it is valid. */
export function faultsOf(message: string, value: unknown): readonly string[] {
  return faults(schemaOf(message), value, message);
}

/** The message as it came, of the type that its schema means. Throws where it is not valid. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a schema in a file has no type of its own
export function requireValid<T>(message: string, value: unknown): T {
  const wrong = faultsOf(message, value);
  if (wrong.length > 0) throw new Error(`what came breaks its schema: ${wrong.join("; ")}`);
  return value as T;
}

function faults(schema: Schema, value: unknown, at: string): readonly string[] {
  if (schema.anyOf !== undefined) {
    const all = schema.anyOf.map((each) => faults(each, value, at));
    return all.some((each) => each.length === 0) ? [] : [`${at} is none of ${all.length} kinds`];
  }
  if ("const" in schema && schema.const !== value) return [`${at} is not ${JSON.stringify(schema.const)}`];
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${at} is none of those named`];
  const types = [schema.type ?? []].flat();
  if (types.length > 0 && !types.some((type) => isOf(type, value)))
    return [`${at} is no ${types.join(" or ")}`];
  if (typeof value === "string") return textFaults(schema, value, at);
  if (typeof value === "number") return within(schema.minimum, value, schema.maximum, at);
  if (Array.isArray(value)) {
    const { items = {}, minItems, maxItems } = schema;
    return [
      ...within(minItems, value.length, maxItems, `length of ${at}`),
      ...value.flatMap((item, n) => faults(items, item, `${at}.${n}`)),
    ];
  }
  return typeof value === "object" && value !== null ? memberFaults(schema, value, at) : [];
}

function memberFaults(schema: Schema, value: object, at: string): readonly string[] {
  const { required = [], properties = {}, additionalProperties: others = true } = schema;
  const missing = required
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => `${at}.${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    const known = properties[name] ?? others;
    if (known === true) return [];
    return known === false ? [`${at}.${name} is not known`] : faults(known, member, `${at}.${name}`);
  });
  return [...missing, ...wrong];
}

function textFaults({ pattern, minLength, maxLength }: Schema, value: string, at: string): readonly string[] {
  const fits = pattern === undefined || new RegExp(pattern, "u").test(value);
  return [
    ...(fits ? [] : [`${at} is spelled otherwise`]),
    ...within(minLength, [...value].length, maxLength, at),
  ];
}

function within(least = -Infinity, value: number, most = Infinity, at: string): readonly string[] {
  return value >= least && value <= most ? [] : [`${at} is not from ${least} to ${most}`];
}

function isOf(type: string, value: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type && value !== null && !Array.isArray(value);
}
