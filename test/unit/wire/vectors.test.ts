import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { families } from "../../../scripts/wire-vectors.ts";

describe("the published vectors", () => {
  it.each(Object.entries(families))("are what this node decides: %s", async (name, family) => {
    const path = new URL(`../../../schema/wire/${name}-vectors.json`, import.meta.url);
    const published = JSON.parse(readFileSync(path, "utf8")) as unknown;
    expect(JSON.parse(JSON.stringify(await family()))).toEqual(published);
  });
});
