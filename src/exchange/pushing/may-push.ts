import { DomainError } from "../../core/model/domain-error.ts";
import type { Site } from "../../core/model/site.ts";
import { policyVerdict } from "../../core/reconcile/policy-verdict.ts";
import type { Store } from "../../store/contract.ts";

/**
 * Gives the peer back where it may push: it is accepted, or was asked to, and the policy lets it. Throws a DomainError
 * `forbidden`.
 */
export async function mayPush(
  { store }: { readonly store: Pick<Store, "registry" | "registrations"> },
  peer: Site,
): Promise<Site> {
  await requireWelcome(store.registry, peer.url);
  if (peer.accept || (await wasAsked(store, peer.url))) return peer;
  throw new DomainError("forbidden", `Pushes by ${peer.url} are not accepted here.`, {
    fault: "not-accepted",
  });
}

/** Throws a DomainError `forbidden` where the policy takes no pushes of a site (protocol, section 8). */
export async function requireWelcome(
  { policies }: Pick<Store["registry"], "policies">,
  url: string,
): Promise<void> {
  if (policyVerdict(await policies(), "push", new URL(url).host, null) !== "deny") return;
  throw new DomainError("forbidden", `The policy here takes nothing from ${url}.`, { fault: "not-accepted" });
}

/** Has this node asked it to push, and not taken that back? It may push before this node hears that it was taken. */
async function wasAsked({ registrations }: Pick<Store, "registrations">, sender: string): Promise<boolean> {
  return (await registrations.ofSite("out", sender)).some(({ state }) => state !== "gone");
}
