import fc from "fast-check";

// What requests are made of: names and values that mean something, and some that no client would send.
/** Of a path. */
export const segment = fc.oneof(
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
/** Without its question mark; seldom empty. */
export const query = fc
  .array(fc.tuple(parameter, value), { maxLength: 4 })
  .map((pairs) =>
    pairs.map(([name, each]) => `${name}=${encodeURIComponent(each.toWellFormed())}`).join("&"),
  );

/** Name and value. */
export const header = fc.oneof(
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
/** As which headers somebody comes in, mostly an admin. */
export const authority = fc.constantFrom<readonly (readonly [string, string])[]>(
  ...Array.from({ length: 5 }, (): [string, string][] => [["Authorization", "Bearer {admin}"]]),
  [["Authorization", "Bearer {editor}"]],
  [["Authorization", "Bearer {reader}"]],
  [["Authorization", "Bearer discal_wrong"]],
  [["Authorization", "Basic eDp5"]],
  [],
  [],
);
export const method = fc.constantFrom(
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
