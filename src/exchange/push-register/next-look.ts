import type { Registration } from "../../core/model/registration.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** When a request is looked after next; null where it is to be renewed now. `lease`: as it is granted, ms. */
export function nextLook(
  { state, leaseUntil, changedAt }: Registration,
  lease: number,
  now: number,
): number | null {
  switch (state) {
    case "active": {
      const half = (leaseUntil ?? 0) - lease / 2;
      return half <= now ? null : Math.min(half, now + DAY);
    }
    case "awaiting-approval":
      return now + Math.min(DAY / 4, Math.max(MINUTE, (now - changedAt) / 4));
    case "suspended":
    case "revoked":
      return now + DAY;
    case "expired":
    case "gone":
    case "requested":
    case "verifying":
      return null;
  }
}
