import fc from "fast-check";
import { edited } from "./edits.ts";
import { jsonOf } from "./json.ts";
import { authority, header, method, query, segment } from "./request-parts.ts";
import { everyRoute, type FuzzedRoute } from "./routes.ts";

/** One request. `{admin}` and other names in braces stand for what only a running node knows. */
export interface Ask {
  readonly do: "ask";
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
}

/** Requests to every route there is, right in most of their parts, with these calendars where one is asked for. */
export function requests(calendars: fc.Arbitrary<string>): fc.Arbitrary<Ask> {
  const routes = everyRoute();
  const weighted = (route: FuzzedRoute) => ({
    arbitrary: requestTo(route, calendars),
    weight: route.json !== null || route.method === "POST" ? 4 : 1,
  });
  return fc.oneof(...routes.map(weighted));
}

function requestTo(route: FuzzedRoute, calendars: fc.Arbitrary<string>): fc.Arbitrary<Ask> {
  const json =
    route.json === null
      ? fc.json({ maxDepth: 3 })
      : jsonOf(route.json).map((each) => JSON.stringify(each) ?? "");
  const typed = fc.oneof(
    { arbitrary: typedBody("application/json", json), weight: route.json === null ? 1 : 6 },
    typedBody("application/json", edited(json)),
    { arbitrary: typedBody("text/calendar; charset=utf-8", calendars), weight: 3 },
    typedBody("multipart/form-data; boundary=b", calendars.map(formOf)),
    typedBody("multipart/form-data", calendars),
    typedBody("application/x-www-form-urlencoded", query),
    typedBody("text/calendar; charset=utf-16", fc.string({ unit: "binary" })),
    fc.constant({ type: [], body: null }),
  );
  return fc
    .record({
      method: fc.oneof({ arbitrary: fc.constant(route.method), weight: 9 }, method),
      path: pathOf(route.path),
      query: fc.oneof(fc.constant(""), query),
      authority,
      headers: fc.array(header, { maxLength: 3 }),
      typed,
    })
    .map((given): Ask => ({
      do: "ask",
      method: given.method,
      target: given.query === "" ? given.path : `${given.path}?${given.query}`,
      headers: [...given.authority, ...given.typed.type, ...given.headers],
      body: given.typed.body,
    }));
}

function typedBody(type: string, body: fc.Arbitrary<string>) {
  return body.map((text): { readonly type: readonly [string, string][]; readonly body: string | null } => ({
    type: [["Content-Type", type]],
    body: text,
  }));
}

function formOf(text: string): string {
  const part = (name: string, content: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"; filename="x"\r\n\r\n${content}\r\n`;
  return `${part("ical", text)}${part("signature", "x")}${part("created", "1773662400")}--b--\r\n`;
}

/** A path with its parameters filled in; what a pattern says of a file's ending holds. */
function pathOf(template: string): fc.Arbitrary<string> {
  const pieces = template.split(/(:\w+(?:\{[^}]*\})?)/).map((piece) => {
    if (!piece.startsWith(":")) return fc.constant(piece);
    const [, ending] = /\\\.([a-z]+)\}$/.exec(piece) ?? [];
    return ending === undefined ? segment : segment.map((text) => `${text}.${ending}`);
  });
  return fc.tuple(...pieces).map((parts) => parts.join(""));
}
