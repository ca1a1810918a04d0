import { join } from "node:path";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { outputOf } from "./client.ts";
import { library } from "./programme.ts";
import { until } from "../support/program.ts";
import { openTown, type Town } from "./town.ts";

let town: Town;

beforeAll(async () => {
  town = await openTown({ library: library() }, { timezone: "Europe/Berlin" });
});

afterAll(() => town?.[Symbol.asyncDispose]());

const FORMAT = "%{http_code}\t%{content_type}\t%{size_download}";

/** Asks with curl; gives the status, what `-w` can say, and how long the body is. */
function curl(
  path: string,
  ...options: readonly string[]
): { status: number; type: string; bytes: number; body: string } {
  const file = join(town.folder, "answer");
  const address = path.startsWith("http") ? path : town.url + path;
  const said = outputOf("curl", ["--silent", "--output", file, "--write-out", FORMAT, ...options, address]);
  const [status = "", type = "", bytes = ""] = said.split("\t");
  const body = options.includes("--head") || bytes === "0" ? "" : readFileSync(file, "utf8");
  return { status: Number(status), type, bytes: Number(bytes), body };
}

/** Response headers of a GET, by lower-case name. */
function headersOf(path: string, ...options: readonly string[]): ReadonlyMap<string, string> {
  const text = outputOf("curl", [
    "--silent",
    "--dump-header",
    "-",
    "--output",
    join(town.folder, "body"),
    ...options,
    town.url + path,
  ]);
  return new Map(
    text.split("\r\n").flatMap((line) => {
      const [name = "", ...value] = line.split(": ");
      return value.length === 0 ? [] : [[name.toLowerCase(), value.join(": ")] as const];
    }),
  );
}

const FEEDS = ["/feed.ics", "/events.json", "/"];

describe("curl", () => {
  it.each(FEEDS)("gets 304 and no body for %s that it has, by its ETag", (path) => {
    const tags = join(town.folder, "etag");
    expect(curl(path, "--etag-save", tags).status).toBe(200);
    expect(curl(path, "--etag-compare", tags)).toMatchObject({ status: 304, bytes: 0 });
    expect(curl(path, "--header", 'If-None-Match: "another"').status).toBe(200);
  });

  it("gets 304 by the date alone", async () => {
    let date = "";
    // None is given in the very second of a change: another one might follow it.
    await until(
      () => (date = headersOf("/feed.ics").get("last-modified") ?? "") !== "",
      () => "no Last-Modified",
    );
    expect(Date.parse(date)).toBeLessThan(Date.now());
    expect(curl("/feed.ics", "--header", `If-Modified-Since: ${date}`)).toMatchObject({
      status: 304,
      bytes: 0,
    });
    expect(curl("/feed.ics", "--header", "If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT").status).toBe(
      200,
    );
  });

  it.each(FEEDS)("gets %s in gzip where it asks for it, and unpacks the same bytes", (path) => {
    const plain = curl(path);
    const zipped = curl(path, "--compressed");
    expect(zipped.body).toBe(plain.body);
    expect(zipped.bytes).toBeLessThan(plain.bytes / 2);
    expect(headersOf(path, "--compressed").get("content-encoding")).toBe("gzip");
    expect(headersOf(path).get("vary")).toContain("Accept-Encoding");
  });

  it.each(FEEDS)("gets the head of %s without its body", (path) => {
    const { status, type } = curl(path);
    expect(curl(path, "--head")).toEqual({ status, type, bytes: 0, body: "" });
  });

  it.each([
    ["a method that nothing answers to", 405, "/feed.ics", ["--request", "DELETE"]],
    ["a day that is none", 400, "/feed.ics?from=tomorrow", []],
    ["a site that is not there", 404, "/sites/999/feed.ics", []],
    ["a path that is not there", 404, "/feed.icss", []],
    ["an object that is not there", 404, `/discal/v1/objects/${"0".repeat(64)}`, []],
    [
      "a push that nobody signed",
      401,
      "/discal/enter-event",
      ["--data-binary", "BEGIN:VCALENDAR", "--header", "Content-Type: text/calendar"],
    ],
    ["a path that climbs", 404, "/../../etc/passwd", ["--path-as-is"]],
  ] as const)("is told what is wrong with %s: %i, as a problem document", (_, status, path, options) => {
    const answer = curl(path, ...options);
    expect(answer).toMatchObject({ status, type: expect.stringContaining("application/problem+json") });
    expect(JSON.parse(answer.body)).toMatchObject({ status, detail: expect.any(String) });
  });

  it("gets the whole feed where it asks for a part of it", () => {
    expect(curl("/feed.ics", "--range", "0-99")).toMatchObject({
      status: 200,
      bytes: curl("/feed.ics").bytes,
    });
  });

  it("finds the feed at the address of the link that subscribes", () => {
    const links = [...curl("/").body.matchAll(/href="webcal:(\/\/[^"]+)"/g)].map(
      ([, rest]) => `http:${rest}`,
    );
    expect(links).not.toEqual([]);
    for (const link of links)
      expect(curl(link)).toMatchObject({ status: 200, type: "text/calendar; charset=utf-8" });
  });
});
