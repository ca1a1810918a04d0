import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { knownKeys } from "../../../src/config/check.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { configSchema } from "../../../src/config/options.ts";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const example = read("peers.example.yaml");
/** Options that are commented out have no blank after the `#`. */
const uncommented = example.replaceAll(/^(\s*)#(?=\S)/gm, "$1");

test.each([
  ["as it is", example],
  ["with all its options", uncommented],
])("peers.example.yaml can be loaded %s", (_, text) => {
  const config = loadConfig({ file: null, env: {}, cwd: "/srv", read: () => text });
  expect(config.sites.map(({ kind }) => kind)).toEqual(["feed", "feed", "peer"]);
});

test("peers.example.yaml names every option", () => {
  const all = parse(uncommented);
  const { node, network, sites, peers, policies, registration, notify } = all;
  for (const [path, section] of [
    [[], all],
    [["node"], node],
    [["network"], network],
    [["sites", 0], sites[0]],
    [["sites", 0, "filters"], sites[0].filters],
    [["peers", 0], peers[0]],
    [["peers", 0, "filters"], peers[0].filters],
    [["policies", 0], policies[0]],
    [["registration"], registration],
    [["notify"], notify],
    [["notify", "mail"], notify.mail],
  ]) {
    expect(Object.keys(section)).toEqual(knownKeys(path));
  }
  const filters = [sites[0].filters.in, peers[0].filters.in, peers[0].filters.out];
  const named = new Set(filters.flatMap((filter) => Object.keys(filter)));
  expect([...named].toSorted()).toEqual(knownKeys(["peers", 0, "filters", "in"]).toSorted());
});

test("schema/config/peers.schema.json is what the option table says (else run scripts/write-config-schema.ts)", () => {
  expect(JSON.parse(read("schema/config/peers.schema.json"))).toEqual(configSchema());
});

test("every option is described", () => {
  type Schema = {
    description?: string;
    properties?: Record<string, Schema>;
    items?: Schema;
    anyOf?: Schema[];
  };
  const undescribed = (schema: Schema, path: string): string[] =>
    Object.entries(
      schema.properties ?? schema.items?.properties ?? schema.anyOf?.[0]?.properties ?? {},
    ).flatMap(([key, inner]) => [
      ...((inner.description ?? "").length > 10 ? [] : [`${path}.${key}`]),
      ...undescribed(inner, `${path}.${key}`),
    ]);
  expect(undescribed(configSchema() as Schema, "")).toEqual([]);
});
