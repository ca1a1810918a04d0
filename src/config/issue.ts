import type { $ZodIssue } from "zod/v4/core";
import type { Path } from "./document.ts";
import { nearest } from "./nearest.ts";

/** The part of a JSON Schema by which the keys are known that stand at a place. */
export interface Keyed {
  readonly properties?: Readonly<Record<string, Keyed>>;
  readonly items?: Keyed;
  /** Of what may be null, too. */
  readonly anyOf?: readonly Keyed[];
}

/** What is wrong at a place of a value, in the words of the option table: what was expected, what was found. */
export interface Fault {
  readonly path: Path;
  readonly message: string;
}

/** Says what breaks the rules of a zod shape, whose messages tell what is expected; `schema` knows its keys. */
export function faultsOf(issues: readonly $ZodIssue[], value: unknown, schema: Keyed): readonly Fault[] {
  return issues.flatMap((issue) => explain(issue, value, schema));
}

function explain(issue: $ZodIssue, value: unknown, schema: Keyed): readonly Fault[] {
  const path = issue.path as Path;
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, path);
    return issue.keys.map((key, index) => ({
      path: [...path, key],
      message: index < MOST_HINTS ? `unknown key; ${hint(key, known)}` : "unknown key",
    }));
  }
  const found = path.reduce<unknown>(
    (inner, step) => (inner as Record<PropertyKey, unknown> | undefined)?.[step],
    value,
  );
  return [
    {
      path,
      message: `expected ${issue.message}; ${found === undefined ? "missing" : `found ${quote(found)}`}`,
    },
  ];
}

/** Of more unknown keys nobody means to write what is known, and comparing them takes time. */
const MOST_HINTS = 50;

function hint(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return meant === null ? `expected one of ${known.join(", ")}` : `did you mean "${meant}"?`;
}

/** A value as an error message, which may stand in a log, shows it: without what is secret in an address. */
export function quote(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value !== null && typeof value === "object") return "a mapping";
  const text = JSON.stringify(typeof value === "string" ? withoutSecrets(value) : value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function withoutSecrets(text: string): string {
  return text.includes("://") ? text.replace(/\/\/[^/]*@/, "//…@").replace(/\?.*$/s, "?…") : text;
}

/** The keys that a schema knows at a place. */
export function keysAt(schema: Keyed, path: Path): readonly string[] {
  const inner = path.reduce<Keyed | undefined>(
    (at, step) => at?.items ?? propertiesOf(at)[String(step)],
    schema,
  );
  return Object.keys(propertiesOf(inner));
}

function propertiesOf(schema: Keyed | undefined): Readonly<Record<string, Keyed>> {
  return (
    schema?.properties ?? schema?.anyOf?.find(({ properties }) => properties !== undefined)?.properties ?? {}
  );
}
