import type { Statement } from "better-sqlite3";
import type { SQL } from "drizzle-orm";
import { sql } from "../../../../schema/drizzle.ts";
import type { Database } from "./database.ts";
import { perDatabase } from "./per-database.ts";

type Value = string | number | null;

/** A piece of SQL, with the values of its parameters in their order. */
export interface Piece {
  readonly text: string;
  readonly values: readonly Value[];
}

/**
 * Puts SQL together, where what is asked for decides how it reads: pieces stand in it as they are, values as parameters,
 * lists of values as lists of parameters.
 */
export function piece(
  strings: TemplateStringsArray,
  ...parts: readonly (Piece | Value | readonly Value[])[]
): Piece {
  let [text = ""] = strings;
  const values: Value[] = [];
  for (const [n, part] of parts.entries()) {
    const { text: written, values: bound } = pieceOf(part);
    text += written + strings[n + 1];
    for (const value of bound) values.push(value);
  }
  return { text, values };
}

const NOTHING: Piece = { text: "", values: [] };

/** These pieces with a word between each two; nothing of none. */
export function joined(pieces: readonly Piece[], separator: string): Piece {
  const [first = NOTHING, ...others] = pieces;
  return others.reduce((all, each) => piece`${all}${{ text: separator, values: [] }}${each}`, first);
}

/** `WHERE` all of these conditions hold; nothing where there are none. */
export function where(...conditions: readonly (Piece | undefined)[]): Piece {
  const given = conditions.filter((condition) => condition !== undefined);
  return given.length === 0 ? NOTHING : piece`WHERE ${joined(given, " AND ")}`;
}

/** As a part of a query of drizzle's. */
export function asSql({ text, values }: Piece): SQL {
  const [first = "", ...others] = text.split("?");
  return sql.join([sql.raw(first), ...others.flatMap((more, n) => [sql`${values[n]}`, sql.raw(more)])]);
}

/** So many statements are kept: each number of tags or places makes one of its own. */
const KEPT = 200;

/** What reads the same is prepared once: that takes longer than to run most of it. */
const prepared = perDatabase(({ $client: client }: Database) => {
  const kept = new Map<string, Statement<Value[]>>();
  return (text: string) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const [oldest] = kept.keys();
    if (kept.size === KEPT && oldest !== undefined) kept.delete(oldest);
    const made = client.prepare<Value[]>(text);
    kept.set(text, made);
    return made;
  };
});

/** Runs what was put together; gives all of its rows. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only who writes a query knows its rows
export function ask<Row>(db: Database, { text, values }: Piece): readonly Row[] {
  return prepared(db)(text).all(...values) as readonly Row[];
}

/** Gives one row after the other, and looks for no more than are taken. */
export function each<Row>(db: Database, { text, values }: Piece): IterableIterator<Row> {
  return prepared(db)(text).iterate(...values) as IterableIterator<Row>;
}

function pieceOf(part: Piece | Value | readonly Value[]): Piece {
  if (part === null || typeof part !== "object") return { text: "?", values: [part] };
  if ("text" in part) return part;
  return { text: `(${part.map(() => "?").join(", ")})`, values: part };
}
