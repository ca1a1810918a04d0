import { DomainError } from "../../core/model/domain-error.ts";
import type { Log } from "../../core/model/log.ts";
import type { Site } from "../../core/model/site.ts";
import type { Version } from "../../core/model/version.ts";
import type { Store } from "../../store/contract.ts";

/** What a peer or a feed may bring of what it offers. */
export interface Rationed {
  readonly taken: readonly Version[];
  /** Where that is not all: the DomainError `too-many` that it is to be told once they are stored. */
  readonly over: DomainError | null;
}

/** Counts what a site brings against what it may bring within a day. */
export type Ration = (site: Site, versions: readonly Version[]) => Promise<Rationed>;

/**
 * Which of these versions a peer or a feed may bring (protocol, section 8): of all that is known here any, of new objects as
 * many as its own quota, or `usual`, leaves for the day. People are told once a day.
 */
export function quotaOf(
  {
    store,
    clock,
    log,
  }: {
    readonly store: Pick<Store, "commons" | "registry" | "notices">;
    readonly clock: () => number;
    readonly log: Log;
  },
  usual: number,
): Ration {
  return async (site, versions) => {
    const known = await store.commons.known(versions.map(({ uid }) => uid));
    const fresh = [...new Set(versions.map(({ uid }) => uid))].filter((uid) => !known.has(uid));
    if (fresh.length === 0) return { taken: versions, over: null };
    const now = clock();
    const most = site.quota ?? usual;
    const { allowed, isNews, until } = await store.registry.ration(site.id, fresh.length, most, now);
    if (allowed === fresh.length) return { taken: versions, over: null };
    if (isNews) {
      const text = `“${site.name}” has brought ${most} new events within a day, as many as it may. The rest waits until ${new Date(until).toISOString()}. Where it should bring more, give ${site.kind === "peer" ? "it another" : "another"} \`quota\`.`;
      await store.notices.add([{ kind: "quota", uid: null, siteId: site.id, text }], now);
      log.warn({ site: site.name, most }, "a site has brought as many new events as it may within a day");
    }
    const beyond = new Set(fresh.slice(allowed));
    const seconds = Math.ceil((until - now) / 1000);
    // A feed's address may hold a secret.
    const who = site.kind === "peer" ? site.url : `“${site.name}”`;
    const message = `${who} has brought ${most} new events within a day, as many as it may: the rest can come in ${seconds} s.`;
    return {
      taken: versions.filter(({ uid }) => !beyond.has(uid)),
      over: new DomainError("too-many", message, { fault: "quota", seconds }),
    };
  };
}
