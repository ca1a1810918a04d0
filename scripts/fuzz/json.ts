import fc from "fast-check";

/** As much of JSON Schema as Zod writes. */
export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly examples?: readonly unknown[];
}

const LONGEST = 60;
const words = fc.constantFrom(
  ...[
    [
      "https://a.node.example",
      "https://a.node.example/discal/enter-event",
      "discal/1",
      "music",
      "2026-03-16",
    ],
    [
      "2026-03-16T19:00",
      "2026-03-16T12:00:00Z",
      "Europe/Berlin",
      "1@a.example",
      "library",
      "",
      " ",
      "*",
      "-1",
    ],
    [
      "0".repeat(64),
      "A".repeat(40),
      "Zk3uJm0oT2aXb1qVY5r8Hw",
      "a".repeat(300),
      "\u0000",
      "\ud800",
      "../x",
      "\r\nX: y",
    ],
  ].flat(),
);

/** What no schema expects. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 2 ** 31, 2 ** 53, -0, 1e300, "", [], {}, [[]], {
    __proto__: 1,
  }),
  words,
  fc.jsonValue({ maxDepth: 3 }),
  fc.integer({ min: 10, max: 300 }).map((depth) => {
    let nested: unknown = [];
    for (let level = 0; level < depth; level += 1) nested = level % 2 === 0 ? [nested] : { a: nested };
    return nested;
  }),
);

/** Values that keep to a schema in most of their parts; where it has examples, often these. */
export function jsonOf(schema: Schema): fc.Arbitrary<unknown> {
  return fc.oneof(
    { arbitrary: proper(schema), weight: 12 },
    { arbitrary: odd, weight: 1 },
    ...examplesOf(schema).map((arbitrary) => ({ arbitrary, weight: 12 })),
  );
}

function proper(schema: Schema): fc.Arbitrary<unknown> {
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice !== undefined) return fc.oneof(...choice.map(jsonOf));
  if (schema.allOf !== undefined) return fc.oneof(...schema.allOf.map(jsonOf));
  switch (schema.type ?? "") {
    case "object":
      return properObject(schema);
    case "array":
      return fc.array(jsonOf(schema.items ?? {}), { maxLength: Math.min(schema.maxItems ?? 4, 4) });
    case "integer":
      return fc.oneof(
        fc.integer({ min: 0, max: 50 }),
        fc.constantFrom(schema.minimum ?? -1, schema.maximum ?? 2 ** 31, (schema.maximum ?? 0) + 1),
      );
    case "number":
      return fc.double();
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "string":
      return properText(schema);
    default:
      return odd;
  }
}

function properObject({
  properties = {},
  required = [],
  additionalProperties,
}: Schema): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, jsonOf(each)]));
  const known = fc.record(members, { requiredKeys: required.filter((name) => name in members) });
  if (typeof additionalProperties !== "object") return known;
  return fc
    .tuple(known, fc.dictionary(fc.string({ maxLength: 8 }), jsonOf(additionalProperties), { maxKeys: 3 }))
    .map(([own, others]) => ({ ...others, ...own }));
}

function properText({ pattern, minLength = 0, maxLength = LONGEST }: Schema): fc.Arbitrary<unknown> {
  const plain = fc.string({
    unit: "grapheme",
    minLength: Math.min(minLength, LONGEST),
    maxLength: Math.min(maxLength, LONGEST),
  });
  if (pattern === undefined) return fc.oneof(words, plain);
  return fc.oneof(words, matching(pattern));
}

/** Of a pattern that cannot be followed, any text. */
function matching(pattern: string): fc.Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern, "u"), { size: "small" });
  } catch {
    return fc.string();
  }
}

/** The examples of a schema, whole or with a few members changed, lost or added. */
function examplesOf({ examples = [] }: Schema): fc.Arbitrary<unknown>[] {
  if (examples.length === 0) return [];
  const change = fc.tuple(fc.array(fc.nat(8), { minLength: 1, maxLength: 4 }), odd, fc.nat(3));
  const damaged = fc
    .tuple(fc.constantFrom(...examples), fc.array(change, { maxLength: 2 }))
    .map(([example, changes]) =>
      changes.reduce(
        // What is put in may be changed in its turn.
        (value, [path, put, how]) => changed(value, path, structuredClone(put), how),
        structuredClone(example),
      ),
    );
  return [fc.constantFrom(...examples), damaged];
}

function changed(value: unknown, [step = 0, ...path]: readonly number[], put: unknown, how: number): unknown {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return put;
  const names = Object.keys(value);
  const name = names[step % names.length] as string;
  const holder = value as Record<string, unknown>;
  if (path.length > 0) holder[name] = changed(holder[name], path, put, how);
  else if (how === 0) Reflect.deleteProperty(holder, name);
  else holder[how === 1 ? `${name}x` : name] = put;
  return value;
}
