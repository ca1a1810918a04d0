import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createKey } from "../../support/mock-peer/keys.ts";
import { createNode } from "../../support/mock-peer/node.ts";
import { siteDocument } from "../../support/mock-peer/routes.ts";
import { faultsOf, schemaOf } from "../../support/mock-peer/schema.ts";

const folder = new URL("../../../schema/wire/", import.meta.url);
const messages = readdirSync(folder)
  .filter((name) => name.endsWith(".schema.json"))
  .map((name) => name.slice(0, -".schema.json".length));

describe("the published schema of", () => {
  it.each(messages)("%s takes its own examples", (message) => {
    const { examples = [] } = schemaOf(message);
    expect(examples).not.toEqual([]);
    expect(examples.flatMap((example) => faultsOf(message, example))).toEqual([]);
  });

  it("site-document takes the mock's, and no other message", async () => {
    const site = siteDocument(createNode("https://a.example", await createKey("a")));
    expect(faultsOf("site-document", site)).toEqual([]);
    expect(messages.filter((message) => faultsOf(message, site).length === 0)).toEqual(["site-document"]);
  });

  it.each<readonly [string, object, string]>([
    ["changes", { next: -1 }, "changes.next is not from 0"],
    ["changes", { items: [{ seq: 1, uid: "", versions: [] }] }, "changes.items.0.uid is not from 1"],
    ["digest", { buckets: 1024 }, "digest.buckets is not 4096"],
    ["objects", { digests: ["E3"] }, "objects.digests.0 is spelled otherwise"],
    ["push-register", { lease: 1 }, "push-register.lease is not from 3600"],
    ["push-register", { filter: { tag: ["a"] } }, "push-register.filter is none of 2 kinds"],
    ["problem", { status: 200 }, "problem.status is not from 400"],
  ])("%s refuses %j", (message, wrong, fault) => {
    const [example] = schemaOf(message).examples ?? [];
    expect(faultsOf(message, { ...(example as object), ...wrong }).join()).toContain(fault);
  });
});
