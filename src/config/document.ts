import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Document } from "yaml";
import { messageOf } from "../core/model/thrown.ts";

/** Where in the file something stands: `["sites", 1, "poll"]`. */
export type Path = readonly PropertyKey[];

/** What is wrong at one place of the file. */
export interface Problem {
  readonly line: number;
  /** Null where the text is no YAML, so that there is no key to name. */
  readonly path: Path | null;
  readonly message: string;
}

export interface ConfigDocument {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Line, from 1, of a key or list item; of the nearest one around it where it is not there. */
  lineOf(path: Path): number;
}

const mostCharacters = 1024 * 1024;
/** How many nodes aliases may stand for, so that a short file can't unfold into a huge one. */
const mostAliases = 100;

/** Reads YAML 1.2, remembering the lines. An empty file says nothing, and is `{}`. */
export function readDocument(text: string): ConfigDocument {
  if (text.length > mostCharacters) return broken("longer than 1 MiB");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: "1.2" });
  const problems = [...document.errors, ...document.warnings].map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    path: null,
    message: error.code === "DUPLICATE_KEY" ? "this key stands here twice" : error.message,
  }));
  if (problems.length > 0) return { ...broken(""), problems };
  try {
    const value: unknown = document.toJS({ maxAliasCount: mostAliases }) ?? {};
    return { value, problems, lineOf: (path) => lines.linePos(offsetOf(document, path)).line };
  } catch (error) {
    return broken(messageOf(error));
  }
}

function broken(message: string): ConfigDocument {
  return { value: {}, problems: [{ line: 1, path: null, message }], lineOf: () => 1 };
}

function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    const [key, value] = child(node, step);
    if (!isNode(key)) return offset;
    offset = key.range?.[0] ?? offset;
    node = value;
  }
  return offset;
}

/** What marks the place of a step, and what stands there: of a mapping key and value, of a list twice the item. */
function child(node: unknown, step: PropertyKey): readonly [unknown, unknown] {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return [pair?.key, pair?.value];
  }
  const item = isSeq(node) ? node.items[Number(step)] : undefined;
  return [item, item];
}
