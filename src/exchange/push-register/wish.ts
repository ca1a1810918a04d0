import { filterWords } from "../../config/filter-options.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { PeerFilter } from "../../core/model/peer-filter.ts";
import type { Registration } from "../../core/model/registration.ts";
import type { Site } from "../../core/model/site.ts";
import { LONGEST_LEASE } from "../../core/reconcile/lease.ts";
import type { Verifier } from "../../wire/signer.ts";
import type { SiteDocument } from "../../wire/site-document.ts";
import { meet } from "../keys/introduce.ts";
import type { RegistrationWish } from "../operations.ts";
import { PATHS } from "../self.ts";
import { addSite, changeSite, type SiteDesk } from "../site-desk.ts";
import { follow, type Follower, type FollowPayload } from "./follow.ts";
import { putDown } from "./put-down.ts";

const HOUR = 3_600_000;

/** What it takes to ask others. */
export type Asking = Follower & SiteDesk & { readonly verifier: Verifier };

/**
 * Asks the node at an origin to push to this one (protocol, section 7). It is polled from now on, so that what was there
 * before comes, too; an earlier request to it gives way once this one is confirmed. Throws a DomainError `unreachable`,
 * `unsupported` where it takes no requests, `invalid`, or `conflict` where it shows another key than is pinned.
 */
export async function register(node: Asking, origin: string, wish: RegistrationWish): Promise<Registration> {
  const { self } = node;
  if (origin === self.url) throw new DomainError("invalid", `${origin} is this node itself.`);
  if (!(wish.lease >= HOUR && wish.lease <= LONGEST_LEASE))
    throw new DomainError("invalid", "A lease lasts 1 hour to 30 days.", { parameter: "lease" });
  const { site } = await meet(node, origin);
  const endpoint = site.endpoints.pushRegister;
  if (endpoint === undefined)
    throw new DomainError(
      "unsupported",
      `${origin} takes no requests to push: ask its operator to add this node.`,
    );
  await pollFrom(node, site, wish.filter);
  const { fingerprint } = site;
  const registration = await putDown(node, { ...wish, site: origin, endpoint, fingerprint });
  return followNow(node, registration.id);
}

/** Looks now how a request stands; what fails is tried again by its errand. Throws a DomainError `not-found`. */
export async function followNow(node: Follower, id: string): Promise<Registration> {
  const { registrations, errands } = node.store;
  const payload = (await errands.find("register", id))?.payload as FollowPayload | undefined;
  if (payload !== undefined) {
    await follow(node, id, payload).catch((error: unknown) => {
      node.log.debug({ registration: id, err: error }, "a request is followed later");
    });
  }
  return known(await registrations.find("out", id), id);
}

/** Takes back all that this node asked of another, which is told of it. Throws a DomainError `not-found`. */
export async function unregister(
  { store, clock }: Pick<Follower, "store" | "clock">,
  id: string,
): Promise<Registration> {
  const registration = known(await store.registrations.find("out", id), id);
  for (const each of await store.registrations.ofSite("out", registration.site))
    if (each.state !== "gone" && each.id !== id) await takeBack({ store, clock }, each);
  return takeBack({ store, clock }, registration);
}

async function takeBack(
  { store, clock }: Pick<Follower, "store" | "clock">,
  registration: Registration,
): Promise<Registration> {
  const { id, site } = registration;
  const now = clock();
  const gone = { ...registration, state: "gone", leaseUntil: null, changedAt: now } as const;
  const taken = { ...gone, reason: "taken back here" };
  const errand = await store.errands.find("register", id);
  const payload = errand?.payload ?? { endpoint: `${site}${PATHS.pushRegister}`, bearer: null };
  await store.registrations.save(taken);
  await store.errands.add({ kind: "register", subject: id, payload }, now);
  return taken;
}

function known(registration: Registration | null, id: string): Registration {
  if (registration !== null) return registration;
  throw new DomainError("not-found", `This node has asked nobody by the id ${id}.`);
}

/**
 * The row that the other site is polled by; its key is the one that it has just shown. Of a site that is new here only
 * what it is asked for is taken, by polls, too.
 */
async function pollFrom(
  node: Asking,
  { url, name, fingerprint }: SiteDocument,
  filterIn: PeerFilter | null,
): Promise<Site> {
  const site = await node.store.registry.byUrl(url);
  if (site?.enabled !== true)
    return addSite(node, {
      kind: "peer",
      url,
      name: name.slice(0, 100),
      poll: "1h",
      push: false,
      accept: false,
      fingerprint,
      filterIn,
    });
  if (site.fingerprint !== null && site.fingerprint !== fingerprint)
    throw new DomainError(
      "conflict",
      `${url} shows the key ${fingerprint}, but ${site.fingerprint} is pinned: ask its operator, then pin anew.`,
    );
  // What the file declares stays as its operator wrote it, and so does a filter that was set by hand.
  if (site.declared !== "api") return site;
  // It has asked this node before, and was known by its host only.
  const called = site.name === new URL(url).host ? name.slice(0, 100) : site.name;
  if (site.poll === null)
    return changeSite(node, site.id, { poll: "1h", name: called, fingerprint, filterIn });
  const asked = await node.store.registrations.ofSite("out", url);
  return asked.some(({ filter }) => wordsOf(filter) === wordsOf(site.filterIn))
    ? changeSite(node, site.id, { filterIn })
    : site;
}

function wordsOf(filter: PeerFilter | null): string {
  return JSON.stringify(filterWords(filter));
}
