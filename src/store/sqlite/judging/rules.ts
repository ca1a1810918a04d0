import { hash } from "node:crypto";
import { eq } from "../../../../schema/drizzle.ts";
import { meta } from "../../../../schema/tables.ts";
import type { Policy } from "../../../core/model/policy.ts";
import type { ShowingSite } from "../../../core/reconcile/interest.ts";
import type { Database } from "../database/database.ts";
import { perDatabase } from "../database/per-database.ts";
import { policyRows } from "./policy-rows.ts";
import { siteRows } from "../registry/site-rows.ts";

/** What decides which objects are stored in full and shown (protocol, section 8). */
export interface Rules {
  /** By site id. */
  readonly sites: ReadonlyMap<number, ShowingSite>;
  readonly policies: readonly Policy[];
}

export interface RuleBook {
  read(): Rules;
  /** What the rules are called that objects are to be judged by. */
  name(): string;
  /** The registry or the policy changed: names the rules anew, so that objects are judged by them. */
  renew(): void;
  /** All objects are judged by the rules of this name. */
  judged(rules: string): void;
  /** The rules, where not all objects are judged by them yet; null where they are. */
  pending(): string | null;
}

export const ruleBook = perDatabase((db: Database): RuleBook => {
  const sites = siteRows(db);
  const policies = policyRows(db);
  const names = db.select({ rules: meta.rules, judged: meta.judged }).from(meta).prepare();
  const shows = () => policies.all().filter(({ action }) => action === "show");
  return {
    read: () => ({
      sites: new Map(
        sites.all().map(({ id, url, filterIn }) => [id, { host: hostOf(url), filterIn }] as const),
      ),
      policies: shows(),
    }),
    name: () => names.get()?.rules ?? "",
    renew() {
      const filters = sites.all().flatMap(({ id, filterIn }) => (filterIn === null ? [] : [[id, filterIn]]));
      const rules = [filters, shows()];
      const none = rules.every((each) => each.length === 0);
      db.update(meta)
        .set({ rules: none ? "" : hash("sha256", JSON.stringify(rules)) })
        .where(eq(meta.id, 1))
        .run();
    },
    judged: (rules) => void db.update(meta).set({ judged: rules }).where(eq(meta.id, 1)).run(),
    pending() {
      const { rules, judged } = names.get() ?? { rules: "", judged: "" };
      return rules === judged ? null : rules;
    },
  };
});

/** Of an imported file there is none. */
function hostOf(url: string): string {
  return URL.parse(url)?.host ?? "";
}
