import { and, desc, eq, inArray, lt, lte, ne, sql } from "../../../../schema/drizzle.ts";
import { registrations as rows, sites } from "../../../../schema/tables.ts";
import type { NewNotice } from "../../../core/model/notice.ts";
import type { Registration, RegistrationState } from "../../../core/model/registration.ts";
import type { Registrations } from "../../registrations.ts";
import type { Database } from "../database/database.ts";
import { noticeRows, noticesSettled } from "../people/notice-rows.ts";
import { read, write } from "../database/transaction.ts";

/** States of a request before its callback has confirmed it. */
const UNVERIFIED: readonly RegistrationState[] = ["requested", "verifying"];

export function registrations(db: Database): Registrations {
  const tell = noticeRows(db);
  const settled = noticesSettled(db);
  const key = and(eq(rows.direction, sql.placeholder("direction")), eq(rows.id, sql.placeholder("id")));
  const find = db.select().from(rows).where(key).prepare();
  const remove = db.delete(rows).where(key).prepare();
  const isUnverified = and(eq(rows.direction, "in"), inArray(rows.state, UNVERIFIED));
  const newest = [desc(rows.changedAt), rows.id] as const;
  const all = db
    .select()
    .from(rows)
    .orderBy(...newest)
    .prepare();
  const ofSite = db
    .select()
    .from(rows)
    .where(and(eq(rows.site, sql.placeholder("site")), eq(rows.direction, sql.placeholder("direction"))))
    .orderBy(...newest)
    .prepare();
  const byCredential = db
    .select()
    .from(rows)
    .where(
      and(eq(rows.credential, sql.placeholder("hash")), eq(rows.direction, "out"), ne(rows.state, "gone")),
    )
    .prepare();

  const save = (registration: Registration) =>
    db
      .insert(rows)
      .values(registration)
      .onConflictDoUpdate({ target: [rows.direction, rows.id], set: registration })
      .run();

  const firstEnd = db
    .select({ at: sql<number | null>`min(${rows.leaseUntil})` })
    .from(rows)
    .where(eq(rows.state, "active"))
    .prepare();
  const nextEnd = () => firstEnd.get()?.at ?? null;

  return {
    all: async () => read(db, () => all.all()),
    find: async (direction, id) => read(db, () => find.get({ direction, id }) ?? null),
    ofSite: async (direction, site) => read(db, () => ofSite.all({ direction, site })),
    byCredential: async (hash) => read(db, () => byCredential.get({ hash }) ?? null),
    save: async (registration, notices = []) =>
      write(db, () => {
        save(registration);
        const { state, changedAt } = registration;
        const asks = askingOf(registration);
        if (DECIDED.has(state)) settled.ofSubject("registration", asks, changedAt);
        tell(notices, changedAt, state === "awaiting-approval" ? asks : undefined);
      }),
    remove: async (direction, id) => write(db, () => remove.run({ direction, id }).changes > 0),
    forgetUnverified: async (before, most) =>
      write(db, () => {
        db.delete(rows)
          .where(and(isUnverified, lt(rows.changedAt, before)))
          .run();
        const kept = db
          .select({ id: rows.id })
          .from(rows)
          .where(isUnverified)
          .orderBy(...newest);
        for (const { id } of kept.all().slice(most)) remove.run({ direction: "in", id });
      }),
    expire: async (now) => {
      if ((read(db, nextEnd) ?? Infinity) > now) return [];
      return write(db, () => {
        const ended = db
          .select()
          .from(rows)
          .where(and(eq(rows.state, "active"), lte(rows.leaseUntil, now)))
          .all();
        return ended.map((row) => {
          const expired = { ...row, state: "expired", changedAt: now, reason: ENDED[row.direction] } as const;
          save(expired);
          tell([noticeOfEnd(expired, siteIdOf(row.site))], now);
          return expired;
        });
      });
    },
    nextDue: async () => read(db, nextEnd),
  };

  function siteIdOf(url: string): number | null {
    return db.select({ id: sites.id }).from(sites).where(eq(sites.url, url)).get()?.id ?? null;
  }
}

/** States in which nobody is waited for any more. */
const DECIDED: ReadonlySet<RegistrationState> = new Set([
  "active",
  "expired",
  "suspended",
  "gone",
  "revoked",
] as const);

/** By which people are told once, whatever id a site asks by. */
function askingOf({ direction, site }: Registration): string {
  return `${direction} ${site}`;
}

const ENDED: Readonly<Record<Registration["direction"], string>> = {
  in: "its lease has ended, and it has not renewed it",
  out: "the lease has ended, and could not be renewed",
};

function noticeOfEnd({ direction, site, reason }: Registration, siteId: number | null): NewNotice {
  const { host } = new URL(site);
  const text =
    direction === "in"
      ? `${host} is not pushed to any more: ${reason}.`
      : `${host} pushes to this node no more: ${reason}. It is asked again.`;
  return { kind: "registration", uid: null, siteId, text };
}
