import type { Log } from "../../core/model/log.ts";
import type { Store } from "../../store/contract.ts";
import type { Vault } from "../../wire/vault.ts";
import { tellOnce } from "../notices/tell-once.ts";
import { tokenOf } from "./target.ts";

/**
 * Tells people, at the start of a node, where the tokens that other sites gave cannot be read: the secret key is lost,
 * broken or another one. All else goes on, and those sites ask anew.
 */
export async function tellOfUnreadable({
  store,
  vault,
  clock,
  log,
}: {
  readonly store: Pick<Store, "registrations" | "notices">;
  readonly vault: Vault;
  readonly clock: () => number;
  readonly log: Log;
}): Promise<void> {
  const sites = await unreadable(store, vault);
  if (vault.fault === null && sites.length === 0) return;
  const hosts = sites.map((site) => new URL(site).host).join(", ");
  const what = vault.fault ?? "The secret key is not the one that the database was sealed with.";
  const follows =
    sites.length === 0
      ? " Until then this node takes no tokens of sites that ask to be pushed to."
      : ` The tokens by which ${hosts} would be pushed to cannot be read: put the right file back from a copy and start again; or wait until they ask anew, which they do by themselves when they renew, and which their operators can do at once (npx discal peers register).`;
  const text = what + follows;
  log.error({ sites, reason: what }, "tokens in the database cannot be read");
  await tellOnce(store, { kind: "key", uid: null, siteId: null, text }, clock(), true);
}

/** Origins of the sites whose tokens cannot be read, sorted. */
export async function unreadable(
  { registrations }: Pick<Store, "registrations">,
  vault: Vault,
): Promise<readonly string[]> {
  const given = (await registrations.all()).filter(
    ({ direction, state }) => direction === "in" && state !== "gone",
  );
  const lost = given.filter((registration) => tokenOf(vault, registration) === undefined);
  return [...new Set(lost.map(({ site }) => site))].toSorted();
}
