import { expect, it } from "vitest";
import { createCluster, urlOf } from "../../support/cluster.ts";

it.each([
  { method: "DELETE", path: "/feed.ics", status: 405, allow: "GET, HEAD" },
  { method: "POST", path: "/", status: 405, allow: "GET, HEAD" },
  { method: "GET", path: "/discal/push-register", status: 405, allow: "POST" },
  { method: "DELETE", path: "/nowhere", status: 404, allow: null },
  { method: "GET", path: `/discal/v1/keys/${"0".repeat(40)}`, status: 404, allow: null },
])("$method $path is answered by $status, with the methods that are", async (given) => {
  await using cluster = await createCluster({ push: { a: ["b"] } });
  const answer = await cluster
    .node("a")
    .fetch(new Request(`${urlOf("a")}${given.path}`, { method: given.method }));
  expect([answer.status, answer.headers.get("Allow")]).toEqual([given.status, given.allow]);
});
