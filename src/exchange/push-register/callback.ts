import type { Store } from "../../store/contract.ts";
import type { IntentQuery } from "../../wire/push-register.ts";
import { isSameSecret } from "../../wire/same-secret.ts";
import { isNewest } from "./newest.ts";

/** `confirmed`: give the challenge back; `gone`: it was taken back; `unknown`: never asked for. */
export type Confirmation = "confirmed" | "gone" | "unknown";

/**
 * Did this node ask for exactly this (protocol, section 7, verification of intent)? Its request names who was asked, so
 * that nobody can pass it on to another node.
 */
export async function confirmIntent(
  { registrations }: Pick<Store, "registrations">,
  { registration: id, request, lease }: IntentQuery,
  now: number,
): Promise<Confirmation> {
  const asked = await registrations.find("out", id);
  if (asked === null || !isSameSecret(asked.request, request) || Number(lease) * 1000 > asked.lease)
    return "unknown";
  if (asked.state === "gone") return "gone";
  if (!(await isNewest({ registrations }, asked))) return "unknown";
  if (asked.state === "requested") await registrations.save({ ...asked, state: "verifying", changedAt: now });
  return "confirmed";
}
