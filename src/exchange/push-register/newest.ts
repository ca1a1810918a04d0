import type { Registration } from "../../core/model/registration.ts";
import type { Store } from "../../store/contract.ts";

/** Is it the last that was asked of its site, and not taken back? */
export async function isNewest(
  { registrations }: Pick<Store, "registrations">,
  { id, site, createdAt }: Registration,
): Promise<boolean> {
  const all = await registrations.ofSite("out", site);
  return all.every((each) => each.id === id || each.state === "gone" || each.createdAt <= createdAt);
}

/** The other site has confirmed a request: those before it have given way there, too. */
export async function forgetOlder(
  { registrations }: Pick<Store, "registrations">,
  { id, site, createdAt }: Registration,
): Promise<void> {
  for (const each of await registrations.ofSite("out", site))
    if (each.id !== id && each.state !== "gone" && each.createdAt < createdAt)
      await registrations.remove("out", each.id);
}
