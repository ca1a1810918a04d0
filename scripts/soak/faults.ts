import type { Dice } from "../../test/support/dice.ts";

/** What becomes of one connection. */
export type Fault =
  | { readonly kind: "none" }
  /** Every chunk waits so long, ms. */
  | { readonly kind: "latency"; readonly wait: number }
  /** Reset after so many octets of the answer. */
  | { readonly kind: "reset"; readonly after: number }
  /** Ended as if all were said, after so many octets of the answer. */
  | { readonly kind: "truncated"; readonly after: number }
  /** Taken, and never answered. */
  | { readonly kind: "black-hole" }
  /** One octet of the answer a second. */
  | { readonly kind: "trickle" }
  /** Closed before a word is said. */
  | { readonly kind: "refused" };

/** About half of all connections fare ill. */
export function drawFault(dice: Dice): Fault {
  const after = dice.between(0, 4000);
  return dice.pick<Fault>([
    { kind: "none" },
    { kind: "none" },
    { kind: "none" },
    { kind: "latency", wait: dice.between(5, 400) },
    { kind: "latency", wait: dice.between(5, 50) },
    { kind: "reset", after },
    { kind: "truncated", after },
    { kind: "black-hole" },
    { kind: "trickle" },
    { kind: "refused" },
  ]);
}
