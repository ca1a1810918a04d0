import fc from "fast-check";
import { edited } from "./edits.ts";
import { jsonOf } from "./json.ts";
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

const segment = fc.oneof(
  {
    arbitrary: fc.constantFrom("1", "2", "3", "library", "1@a.example", "2%40a.example", "{c1}", "{key}"),
    weight: 6,
  },
  fc.constantFrom(
    ...[
      [
        "0",
        "-1",
        "1.5",
        "1e9",
        "99999999999999999999",
        "..%2f..",
        "%00",
        "%ff",
        "%",
        "%E0%A4%A",
        "%f0%9f%8e%b6",
      ],
      [
        "__proto__",
        "constructor",
        "x".repeat(3_000),
        "%0d%0aX-Injected:1",
        "'--",
        "*",
        "feed.ics",
        "~",
        "+",
        " ",
      ],
    ].flat(),
  ),
  fc.string({ unit: "binary", maxLength: 6 }).map((text) => encodeURIComponent(text.toWellFormed())),
);

const value = fc.oneof(
  fc.constantFrom(
    ...[
      [
        "",
        "1",
        "0",
        "-1",
        "4096",
        "4095",
        "music",
        "library",
        "2026-03-16",
        "today",
        "now",
        "P1D",
        "37.4,-122.1",
      ],
      [
        "91,181",
        "NaN",
        "1e308",
        "10km",
        "%",
        "%00",
        "%ff",
        '"',
        "a AND b",
        "NEAR(",
        "*",
        "-",
        "\u202e",
        "true",
      ],
      [
        "2026-02-30",
        "0000-00-00",
        "9999-12-31",
        "+275760-09-13",
        "{epoch}",
        "{cursor}",
        "x".repeat(2_000),
        "'",
      ],
    ].flat(),
  ),
  fc.string({ unit: "grapheme", maxLength: 8 }),
);
const parameter = fc.constantFrom(
  ...[
    ["q", "text", "tag", "place", "site", "near", "radius", "from", "to", "after", "limit", "since", "epoch"],
    ["buckets", "state", "kind", "cursor", "format", "download", "view", "page", "registration", "request"],
    ["challenge", "lease", "uid", "c1", "sort", "all", "__proto__", "l"],
  ].flat(),
);
const query = fc
  .array(fc.tuple(parameter, value), { maxLength: 4 })
  .map((pairs) =>
    pairs.map(([name, each]) => `${name}=${encodeURIComponent(each.toWellFormed())}`).join("&"),
  );

const header = fc.oneof(
  fc.tuple(
    fc.constant("Accept"),
    fc.constantFrom("text/html", "application/json", "*/*", "text/calendar;q=0", "q=;", "a/b,".repeat(500)),
  ),
  fc.tuple(
    fc.constantFrom("If-None-Match", "If-Match"),
    fc.constantFrom("*", '"x"', 'W/"', '"0"', "0", "2147483648", '"a", "b"', "{etag}"),
  ),
  fc.tuple(
    fc.constantFrom("If-Modified-Since", "Date"),
    fc.constantFrom("Mon, 16 Mar 2026 12:00:00 GMT", "yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "-1"),
  ),
  fc.tuple(
    fc.constantFrom("Accept-Encoding", "Content-Encoding", "Transfer-Encoding", "TE", "Expect", "Range"),
    fc.constantFrom(
      "gzip",
      "br, gzip;q=0",
      "identity;q=0",
      "*;q=0",
      "gzip, gzip",
      "bytes=0-1",
      "100-continue",
      "x",
    ),
  ),
  fc.tuple(
    fc.constantFrom(
      "Origin",
      "Referer",
      "Host",
      "X-Forwarded-For",
      "X-Forwarded-Host",
      "Forwarded",
      "X-Real-IP",
    ),
    fc.constantFrom(
      "https://evil.example",
      "null",
      "127.0.0.1",
      "::1, x",
      "for=_hidden",
      "a.node.example:99999",
    ),
  ),
  fc.tuple(
    fc.constantFrom("Idempotency-Key", "DisCal-Path", "DisCal-Delivery"),
    fc.string({ unit: "grapheme-ascii" }),
  ),
  fc.tuple(fc.constant("Content-Length"), fc.constantFrom("0", "-1", "1048577", "99999999999", "x", "1, 1")),
  fc.tuple(fc.constant("Access-Control-Request-Method"), fc.constantFrom("GET", "DELETE", "x", "GET, POST")),
  fc.tuple(
    fc.constantFrom("DisCal-Signature", "Content-Digest", "Cookie", "X-HTTP-Method-Override"),
    fc.constantFrom("v=1", 'v=1; site="https://b.node.example"', "sha-256=::", "__Host-x=1; a", "DELETE"),
  ),
);
const authority = fc.constantFrom<readonly (readonly [string, string])[]>(
  ...Array.from({ length: 5 }, (): [string, string][] => [["Authorization", "Bearer {admin}"]]),
  [["Authorization", "Bearer {editor}"]],
  [["Authorization", "Bearer {reader}"]],
  [["Authorization", "Bearer discal_wrong"]],
  [["Authorization", "Basic eDp5"]],
  [],
  [],
);
const method = fc.constantFrom(
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "PROPFIND",
  "get",
  "X",
);

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
