import type { $ZodIssue } from "zod/v4/core";
import type { ConfigDocument, Path, Problem } from "./document.ts";
import { nearest } from "./nearest.ts";
import { configSchema, peersFile } from "./options.ts";
import type { PeersFile } from "./options.ts";
import { relations } from "./relations.ts";

/**
 * Holds a document against the option table and says all that is wrong with it, in the order of the file.
 * `urlFromOutside` goes before the file's node.url. The settings are null where there is any problem.
 */
export function checkDocument(
  document: ConfigDocument,
  urlFromOutside: string | null,
): { readonly settings: PeersFile | null; readonly problems: readonly Problem[] } {
  const at = (path: Path, message: string): Problem => ({ line: document.lineOf(path), path, message });
  const parsed = peersFile.safeParse(document.value);
  const problems = [
    ...document.problems,
    ...(parsed.error?.issues ?? []).flatMap((issue) => explain(issue, document.value, at)),
    ...relations(document.value, urlFromOutside).map(({ path, message }) => at(path, message)),
  ].sort((a, b) => a.line - b.line);
  return { settings: problems.length === 0 ? (parsed.data ?? null) : null, problems };
}

function explain(issue: $ZodIssue, value: unknown, at: (path: Path, message: string) => Problem): Problem[] {
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(issue.path);
    return issue.keys.map((key) => at([...issue.path, key], `unknown key; ${hint(key, known)}`));
  }
  const found = issue.path.reduce<unknown>(
    (inner, step) => (inner as Record<PropertyKey, unknown> | undefined)?.[step],
    value,
  );
  return [
    at(issue.path, `expected ${issue.message}; ${found === undefined ? "missing" : `found ${quote(found)}`}`),
  ];
}

function hint(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return meant === null ? `expected one of ${known.join(", ")}` : `did you mean "${meant}"?`;
}

/** A value as an error message shows it. */
export function quote(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value !== null && typeof value === "object") return "a mapping";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** The keys that the option table knows at a place. */
export function knownKeys(path: Path): readonly string[] {
  type Schema = { readonly properties?: Record<string, Schema>; readonly items?: Schema };
  let schema = configSchema() as Schema | undefined;
  for (const step of path) schema = schema?.items ?? schema?.properties?.[String(step)];
  return Object.keys(schema?.properties ?? {});
}
