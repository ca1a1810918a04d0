import { hash, timingSafeEqual } from "node:crypto";

/** Are two texts the same? In a time that tells nothing of either: their hashes are compared. */
export function isSameSecret(one: string | Uint8Array, other: string | Uint8Array): boolean {
  return timingSafeEqual(hash("sha256", one, "buffer"), hash("sha256", other, "buffer"));
}
