import type { z } from "zod";
import type { Role, Token } from "../../core/model/token.ts";

/** Who may call a route: anybody, or the bearer of a token with this role or a higher one. */
export type Access = Role | "public";

/** What routes are about; the chapters of the documentation. */
export type Chapter = "events" | "conflicts" | "calendars" | "sites" | "peers" | "tokens" | "node";

/** A request that was let in, whose parts hold. */
export interface Call<Names extends string, Query, Body> {
  /** Of the path, decoded. */
  readonly params: Readonly<Record<Names, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly search: URLSearchParams;
  readonly headers: Headers;
  /** Null where nobody says who asks. */
  readonly token: Token | null;
}

/** What a route answers: by its own status, unless this one has another. */
export interface Outcome<Answer> {
  readonly body: Answer;
  readonly status?: 200 | 201;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One row of the API's table: validation, types and documentation come from it. */
interface Row<Path extends string, Query, Json, Calendar extends boolean, Answer> {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Under `/api/v1`, with its parameters in braces. */
  readonly path: Path;
  readonly role: Access;
  /** Unique; programs made from the document call their function so. */
  readonly name: string;
  readonly chapter: Chapter;
  /** A line that says what it does. */
  readonly summary: string;
  /** What else is to be known. */
  readonly about?: string;
  readonly query?: z.ZodType<Query>;
  /** Of a body in JSON. */
  readonly json?: z.ZodType<Json>;
  /** Takes a `text/calendar`; the body is then its text. */
  readonly calendar?: Calendar;
  /** Bytes of the largest body; 1 MiB where it is left out. */
  readonly most?: number;
  /** Of a successful answer; without it there is nothing to say, and the status is 204. */
  readonly answer?: z.ZodType<Answer>;
  /** Of a successful answer with a body; 200 where it is left out. */
  readonly status?: 201 | 202;
  /** Takes `If-Match` with the revision that the change was made from. */
  readonly locks?: true;
  /** What of an answer may be kept for a repeated idempotency key, where it holds a secret. */
  readonly kept?: (answer: Answer) => Answer;
  readonly handle: (
    call: Call<ParameterOf<Path>, Query, Json | (Calendar extends true ? string : never)>,
  ) => Promise<Outcome<Answer>>;
}

type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;

/** A row whose types have done their work. */
export type Route = Row<string, unknown, unknown, boolean, unknown>;

/** A row of the table; its handler is typed by the row's path and shapes. */
export function route<
  const Path extends string,
  Query = undefined,
  Json = never,
  Calendar extends boolean = false,
  Answer = null,
>(row: Row<Path, Query, Json, Calendar, Answer>): Route {
  return row as unknown as Route;
}

/** The names of a path's parameters, in their order. */
export function parametersOf(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
}

/** Does it change something? Then it is limited, logged, and may be repeated by an idempotency key. */
export function isWrite({ method }: Pick<Route, "method">): boolean {
  return method !== "get";
}
