import type { Statistics } from "../store/contract.ts";
import { instantOf } from "./instant.ts";

/** The JSON of what the store holds. */
export function statisticsJson({ lastChange, ...counts }: Statistics) {
  return { ...counts, last_change: instantOf(lastChange === 0 ? null : lastChange) };
}
