import { hash } from "node:crypto";
import type { RegistrationConfig } from "../../config/config.ts";
import type { Log } from "../../core/model/log.ts";
import type { Policy } from "../../core/model/policy.ts";
import type { Registration } from "../../core/model/registration.ts";
import { isVerified, leaseAfter, type LeaseEvent } from "../../core/reconcile/lease.ts";
import { policyVerdict } from "../../core/reconcile/policy-verdict.ts";
import type { Send } from "../../net/send.ts";
import type { Store } from "../../store/contract.ts";
import type { ErrandHandler } from "../errands.ts";
import type { Random } from "../random.ts";
import { askIntent, type Intent } from "./intent.ts";
import type { VerifyPayload } from "./queue.ts";
import { settleRequest } from "./standing.ts";

interface Verifying {
  readonly store: Store;
  readonly send: Send;
  readonly clock: () => number;
  readonly random: Random;
  readonly log: Log;
  readonly registration: RegistrationConfig;
}

/** Verifications side by side, so that sites that never answer leave room for other errands. */
const LANES = 3;
/** Most requests that await an operator; of each people are told. */
const MOST_AWAITING = 100;

const EVENT: Readonly<Record<Policy["verdict"], LeaseEvent & ("allowed" | "asked" | "denied")>> = {
  allow: "allowed",
  ask: "asked",
  deny: "denied",
};

/** Verifies requests to be pushed to, and settles what becomes of them; each is tried once. */
export function verificationErrands(node: Verifying): ErrandHandler {
  return {
    host: ({ payload }) => laneOf((payload as VerifyPayload).hostname),
    patience: 0,
    run: async ({ subject }) => {
      const found = await node.store.registrations.find("in", subject);
      if (found === null || found.state === "revoked") return { state: "done" };
      const asked = await note(node, found, "verifying");
      const intent = await askIntent({ ...node, longest: node.registration.lease }, asked);
      // It may have been taken back, or an operator may have decided, while the site was asked.
      const request = await node.store.registrations.find("in", subject);
      if (request !== null) await settle(node, request, intent);
      return { state: "done" };
    },
  };
}

async function settle(node: Verifying, request: Registration, intent: Intent): Promise<void> {
  const { store, log, registration } = node;
  const { host } = new URL(request.site);
  if (intent.answer === "declined")
    return void (await note(node, request, "declined", "its callback is gone"));
  const fault =
    intent.answer === "confirmed" ? await keyFault(store, request, intent.fingerprint) : intent.reason;
  if (intent.answer === "unconfirmed" || fault !== null) {
    log.warn({ site: request.site, reason: fault }, "a request to be pushed to could not be verified");
    return void (await note(node, request, "unverified", fault ?? ""));
  }
  const verdict = policyVerdict(await store.registry.policies(), "register", host, null, registration.answer);
  const taken = verdict === "ask" && (await isMutual(store, request)) ? "allow" : verdict;
  if (taken === "ask" && (await isCrowded(store, request))) {
    const reason = "too many other requests wait for an operator of this node: ask again later";
    return void (await note(node, request, "unverified", reason));
  }
  const { fingerprint } = intent;
  const registrar = { store, clock: node.clock, longest: registration.lease };
  const { state } = await settleRequest(registrar, { ...request, fingerprint }, EVENT[taken]);
  log.info({ site: request.site, state }, "a request to be pushed to was verified");
}

/** Do so many new sites wait for an operator that nobody would look through more? Each costs but a name. */
async function isCrowded(
  { registrations }: Pick<Store, "registrations">,
  { site, state }: Registration,
): Promise<boolean> {
  if (isVerified(state)) return false;
  const waiting = (await registrations.all()).filter((each) => each.state === "awaiting-approval");
  return waiting.length >= MOST_AWAITING && !waiting.some((each) => each.site === site);
}

/** Has an operator of this node said, in asking the site, that it may ask in return? */
async function isMutual(
  { registrations }: Pick<Store, "registrations">,
  { site }: Registration,
): Promise<boolean> {
  return (await registrations.ofSite("out", site)).some(({ mutual, state }) => mutual && state !== "gone");
}

/** Another primary than the pinned one is a hard stop (protocol, section 6). */
async function keyFault(
  { registry }: Pick<Store, "registry">,
  { site, fingerprint }: Registration,
  shown: string,
): Promise<string | null> {
  const pinned = (await registry.byUrl(site))?.fingerprint ?? fingerprint;
  return pinned === null || pinned === shown
    ? null
    : `${site} shows the key ${shown}, but ${pinned} is pinned: ask its operator, then pin anew`;
}

/** Writes down what happened to a request, where that changes anything. */
async function note(
  { store, clock, registration }: Verifying,
  request: Registration,
  event: LeaseEvent,
  reason = "",
): Promise<Registration> {
  const after = leaseAfter(request, event, { now: clock(), longest: registration.lease, reason });
  if (after !== null) await store.registrations.save(after);
  return after ?? request;
}

function laneOf(hostname: string): string {
  return `verify ${Number.parseInt(hash("sha256", hostname).slice(0, 4), 16) % LANES}`;
}
