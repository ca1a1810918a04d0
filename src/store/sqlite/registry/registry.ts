import { eq } from "../../../../schema/drizzle.ts";
import { sites } from "../../../../schema/tables.ts";
import { DomainError } from "../../../core/model/domain-error.ts";
import type { Registry } from "../../registry.ts";
import { underRules } from "../judging/after-rules.ts";
import { brakeRows } from "./brake-rows.ts";
import { quotaRows } from "./quota-rows.ts";
import { certificateRows } from "./certificate-rows.ts";
import type { RecordChanges } from "../database/changes.ts";
import type { Database } from "../database/database.ts";
import { declaration } from "./declare.ts";
import type { EventText } from "../listing/event-text.ts";
import { following } from "./follow-move.ts";
import { healthRows } from "../polls/health-rows.ts";
import { policyRows } from "../judging/policy-rows.ts";
import { siteRows } from "./site-rows.ts";
import { read, write, writeAlong } from "../database/transaction.ts";

export function registry(db: Database, record: RecordChanges, text: EventText): Registry {
  const rows = siteRows(db);
  const health = healthRows(db);
  const declare = declaration(db, text);
  const keys = certificateRows(db);
  const policies = policyRows(db);
  const ruled = underRules(db);
  const brake = brakeRows(db);
  const ration = quotaRows(db);
  const follow = following(db);
  return {
    declare: async (declared, wanted, now) =>
      record(now, (changes) => ruled(now, () => declare.all(declared, wanted, changes))),
    add: async (site, now) =>
      record(now, (changes) => {
        const known = rows.byUrl(site.url);
        if (known?.enabled !== true) return ruled(now, () => declare.one(site, changes));
        throw new DomainError("conflict", `${site.url} is known already, as “${known.name}”`, {
          site: known.id,
        });
      }),
    change: async (siteId, change, now) =>
      record(now, (changes) => {
        const site = rows.require(siteId);
        if (site.declared === "api") return ruled(now, () => declare.change(site, change, changes));
        const whose = site.declared === "file" ? "the configuration file" : "the sample city";
        const message = `“${site.name}” belongs to ${whose}: change it there`;
        throw new DomainError("read-only", message, { site: siteId });
      }),
    suspend: async (siteId, reason) =>
      write(db, () => {
        rows.require(siteId);
        health.update(siteId, { held: reason });
      }),
    heldBack: async (siteId) => read(db, () => health.find(siteId).held),
    all: async () => read(db, () => rows.all()),
    byId: async (id) => read(db, () => rows.byId(id)),
    byUrl: async (url) => read(db, () => rows.byUrl(url)),
    byFormerUrl: async (url) => read(db, () => rows.byFormerUrl(url)),
    pin: async (siteId, { fingerprint, certificate }, now) =>
      record(now, (changes) => {
        const { url, fingerprint: pinned } = rows.require(siteId);
        if (pinned !== null && pinned !== fingerprint) {
          const message = `${url} shows the key ${fingerprint}, but ${pinned} is pinned: ask its operator, then pin anew`;
          throw new DomainError("conflict", message, { site: siteId, pinned, shown: fingerprint });
        }
        db.update(sites).set({ fingerprint }).where(eq(sites.id, siteId)).run();
        keys.learn(fingerprint, certificate, changes);
      }),
    declarePolicies: async (wanted, now) => write(db, () => ruled(now, () => policies.replace(wanted))),
    policies: async () => read(db, () => policies.all()),
    countCancels: async (siteId, origin, cancels, now) =>
      writeAlong(db, () => brake.count(rows.require(siteId).id, origin, cancels, now)),
    ration: async (siteId, offered, most, now) =>
      writeAlong(db, () => ration(rows.require(siteId).id, offered, most, now)),
    move: async (siteId, move, now) => record(now, (changes) => follow(siteId, move, changes)),
    health: async () => read(db, () => health.all()),
    pollSoon: async (siteId, now) =>
      write(db, () => {
        rows.require(siteId);
        health.update(siteId, { suspended: false, held: null, nextPoll: now });
        // Who resumes a peer has looked at what it was stopped for: so many are let pass once more.
        brake.release(siteId, now);
      }),
  };
}
