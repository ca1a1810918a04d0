import { afterAll, beforeAll, expect, it } from "vitest";
import { urlOf } from "../../../support/cluster.ts";
import { sampleOf } from "../../../../src/serve/api/sample-call.ts";
import { readShape } from "../../../../src/serve/api/validate.ts";
import type { OpenApi, Operation } from "../../../../src/serve/api/openapi-document.ts";
import { openWorld, type World } from "./world.ts";

let world: World;
let document: OpenApi;
let operations: readonly (readonly [string, string, Operation])[];
beforeAll(async () => {
  world = await openWorld();
  document = (await world.ask("GET", "/openapi.json")).body;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [method, path, operation] as const),
  );
});
afterAll(() => world[Symbol.asyncDispose]());

it("tells of every route of the table, each by a name of its own, with its role", () => {
  const told = operations.map(([method, path, { "x-role": role }]) => `${method} ${path} ${role}`);
  expect(told.toSorted()).toEqual(
    world.table.map(({ method, path, role }) => `${method} ${path} ${role}`).toSorted(),
  );
  const names = operations.map(([, , { operationId }]) => operationId);
  expect(new Set(names).size).toBe(names.length);
});

it("is OpenAPI 3.1 whose references all lead somewhere", () => {
  expect(document.openapi).toBe("3.1.0");
  const text = JSON.stringify(document);
  for (const [, kind = "", name = ""] of text.matchAll(/"#\/components\/(\w+)\/([^"]+)"/g))
    expect(document.components[kind as "schemas"]).toHaveProperty(name);
  expect(text).not.toContain("$defs");
});

it("names each parameter of a path", () => {
  for (const [, path, { parameters }] of operations) {
    const named = parameters.filter((each) => each.in === "path").map(({ name }) => `{${name}}`);
    expect(named).toEqual(path.match(/\{\w+\}/g) ?? []);
  }
});

it("gives samples of bodies that are taken", () => {
  for (const [method, path, { requestBody }] of operations) {
    const schema = requestBody?.content["application/json"]?.schema;
    const shape = world.table.find((row) => row.method === method && row.path === path)?.json;
    if (schema === undefined || shape === undefined) continue;
    expect(() => readShape(shape, sampleOf(schema, document)), `${method} ${path}`).not.toThrow();
  }
});

it("is a page as well, which tells of every call, and runs nothing", async () => {
  const page = await world.ask("GET", "/docs");
  expect(page.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
  for (const [, , { operationId }] of operations) expect(page.text).toContain(`id="${operationId}"`);
  expect(page.text).not.toMatch(/<script|style="|onclick/);
  const links = [...page.text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  for (const id of links) expect(page.text).toContain(`id="${id}"`);
  const [, style = ""] = /href="(\/api\/v1\/docs\.[^"]+)"/.exec(page.text) ?? [];
  expect((await world.ask("GET", style.replace("/api/v1", ""))).headers.get("Content-Type")).toContain(
    "text/css",
  );
  const root = await world.node.fetch(new Request(`${urlOf("a")}/api/v1`));
  expect([root.status, root.headers.get("Location")]).toEqual([302, "/api/v1/docs"]);
});

it("keeps to what HTTP says of methods, HEAD and conditional requests", async () => {
  const head = await world.ask("HEAD", "/tags");
  expect([head.status, head.text]).toEqual([200, ""]);
  const etag = head.headers.get("ETag") ?? "";
  expect((await world.ask("GET", "/tags", { headers: { "If-None-Match": etag } })).status).toBe(304);
  const wrong = await world.ask("POST", "/tags");
  expect([wrong.status, wrong.headers.get("Allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
  const options = await world.ask("OPTIONS", "/events/x");
  expect([options.status, options.headers.get("Allow")]).toEqual([
    204,
    "GET, HEAD, PATCH, PUT, DELETE, OPTIONS",
  ]);
  expect((await world.ask("GET", "/nowhere")).status).toBe(404);
});

it("lets pages of other sites read what is public, without credentials, and nothing else", async () => {
  const origin = "https://elsewhere.example";
  const preflight = (path: string, method: string) =>
    world.ask("OPTIONS", path, { headers: { Origin: origin, "Access-Control-Request-Method": method } });
  const open = await preflight("/events", "GET");
  expect(open.headers.get("Access-Control-Allow-Origin")).toBe("*");
  expect(open.headers.get("Access-Control-Allow-Methods")).toBe("GET, HEAD");
  expect(open.headers.get("Access-Control-Allow-Headers")).not.toContain("Authorization");
  expect((await preflight("/tokens", "POST")).headers.get("Access-Control-Allow-Origin")).toBeNull();
  for (const [path, as, allowed] of [
    ["/events", "nobody", "*"],
    ["/openapi.json", "nobody", "*"],
    ["/status", "reader", null],
  ] as const) {
    const { headers } = await world.ask("GET", path, { as, headers: { Origin: origin } });
    expect(headers.get("Access-Control-Allow-Origin")).toBe(allowed);
    expect(headers.get("Access-Control-Allow-Credentials")).toBeNull();
  }
});
