import { declareEntry } from "../config/declare-entry.ts";
import { filterWords } from "../config/filter-options.ts";
import { DomainError } from "../core/model/domain-error.ts";
import type { Site, SiteDeclaration } from "../core/model/site.ts";
import type { Store } from "../store/contract.ts";
import type { SiteChange } from "../store/registry.ts";
import type { Self } from "./self.ts";

/**
 * A feed or peer as an operator adds it: an entry of `sites:` or `peers:` in the configuration file, of which what is
 * left out is as it is there.
 */
export type NewSite = Pick<SiteDeclaration, "kind" | "url"> &
  Partial<Omit<SiteDeclaration, "kind" | "url" | "declared" | "position">>;

/** What operators work with at the desk of sites. */
export interface SiteDesk {
  readonly self: Self;
  readonly store: Pick<Store, "registry" | "deliveries">;
  /** Ranges of `network.allow`. */
  readonly allow: readonly string[];
  readonly clock: () => number;
}

/** Rows that no file declares come after any that one may come to declare: of several feeds the first leads. */
const AFTER_THE_FILE = 1_000_000;

/**
 * Adds a feed or a peer beside those of the file, by the file's rules; it is due at once. Throws a DomainError
 * `invalid`, or `conflict` where the address is known and enabled.
 */
export async function addSite({ self, store, allow, clock }: SiteDesk, site: NewSite): Promise<Site> {
  const declared = declareNewSite(site, allow, self.url);
  const position = positionAfter(await store.registry.all());
  return store.registry.add({ ...declared, declared: "api", position }, clock());
}

/**
 * Changes a row of the API, by the file's rules. Throws a DomainError `invalid`, `not-found`, or `read-only` for rows
 * that the API did not add.
 */
export async function changeSite(
  { self, store, allow, clock }: SiteDesk,
  id: number,
  change: SiteChange,
): Promise<Site> {
  const site = await store.registry.byId(id);
  if (site?.declared !== "api" || site.kind === "file") return store.registry.change(id, change, clock());
  const wanted = declareNewSite({ ...site, ...change }, allow, self.url);
  const checked = Object.fromEntries(
    Object.entries(change).map(([key, value]) => [key, key in wanted ? wanted[key as keyof NewSite] : value]),
  );
  return store.registry.change(id, checked, clock());
}

/**
 * Stops polling a site, whoever declared it. Throws a DomainError `not-found`, or `invalid` where it is never polled,
 * or the reason is none.
 */
export async function suspendSite(
  { store, clock }: Pick<SiteDesk, "store" | "clock">,
  id: number,
  reason: string,
): Promise<void> {
  const site = await required(store, id);
  if (site.kind === "file")
    throw new DomainError("invalid", `${site.name} is an imported file: it is never polled.`);
  if (!REASON.test(reason))
    throw new DomainError("invalid", "A reason is one line of 1 to 200 characters.", { parameter: "reason" });
  await store.registry.suspend(id, reason, clock());
}

/** Lifts a suspension; the site is due at once. Throws a DomainError `not-found`. */
export async function resumeSite(
  { store, clock }: Pick<SiteDesk, "store" | "clock">,
  id: number,
): Promise<void> {
  const site = await required(store, id);
  if (site.kind === "file")
    throw new DomainError("invalid", `${site.name} is an imported file: it is never polled.`);
  await store.registry.pollSoon(id, clock());
}

/** Starts deliveries to a peer over. Throws a DomainError `not-found`, or `invalid` where the site is no peer. */
export async function replay({ store, clock }: Pick<SiteDesk, "store" | "clock">, id: number): Promise<void> {
  const site = await required(store, id);
  if (site.kind !== "peer")
    throw new DomainError("invalid", `${site.name} is no peer: nothing is delivered to it.`);
  await store.deliveries.replay(id, clock());
}

/** A place after all rows there are, and after those that the file may still declare. */
export function positionAfter(sites: readonly Pick<Site, "position">[]): number {
  return sites.reduce((most, { position }) => Math.max(most, position + 1), AFTER_THE_FILE);
}

/** What an entry comes to, by the file's rules. Throws a DomainError `invalid`. */
export function declareNewSite(site: NewSite, allow: readonly string[], ownUrl: string): SiteDeclaration {
  const { kind, url, name, poll, tags, lead, push, accept, fingerprint, quota, filterIn, filterOut } = site;
  if (kind === "file") throw new DomainError("invalid", "A file is imported, not added as a site.");
  const filters = {
    in: filterWords(filterIn ?? null),
    ...((kind === "peer" || filterOut) && { out: filterWords(filterOut ?? null) }),
  };
  const said = { url, name, tags, fingerprint, quota, filters, poll: poll === null ? false : poll };
  // What the other section alone knows is left out where it says nothing, and complained of where it says something.
  const roles =
    kind === "feed"
      ? { lead, push: push || null, accept: accept || null }
      : { push, accept, lead: lead === "person" ? null : lead };
  const entry = Object.entries({ ...said, ...roles }).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  const section = kind === "feed" ? "sites" : "peers";
  return declareEntry(section, Object.fromEntries(entry), { allow, ownUrl });
}

async function required({ registry }: SiteDesk["store"], id: number): Promise<Site> {
  const site = await registry.byId(id);
  if (site !== null) return site;
  throw new DomainError("not-found", `There is no site ${id}.`);
}

const REASON = /^[^\p{Cc}]{1,200}$/u;
