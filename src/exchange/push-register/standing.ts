import { DomainError } from "../../core/model/domain-error.ts";
import type { NewNotice } from "../../core/model/notice.ts";
import type { Registration } from "../../core/model/registration.ts";
import { IDLE, type Site } from "../../core/model/site.ts";
import {
  isVerified,
  leaseAfter,
  type LeaseDecision,
  type LeaseEvent,
  whyNot,
} from "../../core/reconcile/lease.ts";
import type { Store } from "../../store/contract.ts";
import { positionAfter } from "../site-desk.ts";

/** What the states of other sites' registrations are kept by. */
export interface Registrar {
  readonly store: Pick<Store, "registrations" | "registry" | "deliveries">;
  readonly clock: () => number;
  /** Longest lease that this node gives, ms. */
  readonly longest: number;
}

/**
 * What a site's confirmed request comes to. A site has one standing at this node, whatever id it asks by: its newest
 * request takes the place of those before, and an operator's hold or refusal goes on.
 */
export async function settleRequest(
  registrar: Registrar,
  request: Registration,
  event: LeaseEvent & ("allowed" | "asked" | "denied"),
): Promise<Registration> {
  const { registrations } = registrar.store;
  const all = await registrations.ofSite("in", request.site);
  const others = all.filter(({ id, state }) => id !== request.id && isVerified(state));
  const [standing] = isVerified(request.state) ? [request] : others;
  const { state, leaseUntil, reason, createdAt } = standing ?? request;
  const before = { ...request, state, leaseUntil, reason, createdAt };
  const after = await step(registrar, before, event);
  for (const { id } of others) await registrations.remove("in", id);
  return after;
}

/**
 * An operator's word on a registration. Throws a DomainError `not-found`, or `conflict` where it means nothing in the
 * state that stands.
 */
export async function decide(
  registrar: Registrar,
  id: string,
  decision: LeaseDecision,
): Promise<Registration> {
  const registration = await registrar.store.registrations.find("in", id);
  if (registration === null) throw new DomainError("not-found", `No site has asked by the id ${id}.`);
  if (leaseAfter(registration, decision, { now: registrar.clock(), longest: registrar.longest }) !== null)
    return step(registrar, registration, decision);
  const { host } = new URL(registration.site);
  const why = whyNot(registration.state, decision);
  throw new DomainError("conflict", `The request of ${host} cannot be met by ${decision}: ${why}.`, {
    state: registration.state,
  });
}

async function step(
  { store, clock, longest }: Registrar,
  before: Registration,
  event: LeaseEvent,
): Promise<Registration> {
  const now = clock();
  const after = leaseAfter(before, event, { now, longest }) ?? { ...before, changedAt: now };
  const site = after.state === "active" ? await pushTo(store, before, now) : await siteOf(store, after);
  await store.registrations.save(after, noticesOf(before, after, event, site));
  return after;
}

async function siteOf({ registry }: Pick<Store, "registry">, { site }: Registration): Promise<Site | null> {
  return registry.byUrl(site);
}

/** The site's row in the registry, made where there is none; a new one is sent what changes from now on. */
async function pushTo(
  { registry, deliveries }: Pick<Store, "registry" | "deliveries">,
  { site: url, fingerprint, state }: Registration,
  now: number,
): Promise<Site> {
  const known = await registry.byUrl(url);
  const site =
    known?.enabled === true
      ? known
      : await registry.add(
          {
            ...IDLE,
            kind: "peer",
            url,
            name: new URL(url).host,
            declared: "api",
            position: positionAfter(await registry.all()),
            fingerprint,
          },
          now,
        );
  const wasPushedTo = site.push || state === "active" || state === "expired" || state === "suspended";
  if (!wasPushedTo) await deliveries.startAtHead(site.id);
  if (state !== "active") await deliveries.wake(site.id);
  return site;
}

/** People are told where they have to decide, and of what was refused without them. */
function noticesOf(
  before: Registration,
  { site, state, reason, fingerprint, mutual }: Registration,
  event: LeaseEvent,
  row: Site | null,
): readonly NewNotice[] {
  if (state === before.state) return [];
  const { host } = new URL(site);
  const notice = (text: string): readonly NewNotice[] => [
    { kind: "registration", uid: null, siteId: row?.id ?? null, text },
  ];
  if (state === "awaiting-approval")
    return notice(
      `${host} asks to be pushed to${mutual ? ", and is ready to push in return" : ""}. Its key is ${fingerprint ?? "unknown"}. Approve it by: npx discal peers approve ${host}${mutual ? " --both" : ""}; refuse it by: npx discal peers revoke ${host}`,
    );
  if (event === "denied") return notice(`${host} asked to be pushed to and was refused: ${reason}.`);
  return [];
}
