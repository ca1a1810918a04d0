import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { expect, it } from "vitest";
import { createMetrics } from "../../../../src/serve/discovery/metrics.ts";
import { openStore } from "../../../../src/store/sqlite/open.ts";

interface Alerts {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}

const file = new URL("../../../../scripts/operating/discal-alerts.yml", import.meta.url);
const { groups } = parse(readFileSync(file, "utf8")) as Alerts;
const rules = groups.flatMap((group) => group.rules);

it.each(rules)("the alert $alert asks for figures and labels that a node shows", async ({ expr }) => {
  await using store = await openStore({ path: ":memory:", timezone: "UTC", now: 0 });
  const metrics = createMetrics({ store, version: "1.2.3" });
  metrics.observe({ what: "request", route: "/", method: "GET", status: 503, took: 1 });
  const { body } = await metrics.text();
  for (const [name] of expr.matchAll(/\bdiscal_\w+/g))
    expect(body).toMatch(new RegExp(`^# TYPE ${name} `, "m"));
  for (const [, name, label, value = ""] of expr.matchAll(/(discal_\w+)\{(\w+)=~?"([^"]*)"/g)) {
    for (const one of value.split("|"))
      expect(body).toMatch(new RegExp(`^${name}\\{.*\\b${label}="${one}"`, "m"));
  }
});
