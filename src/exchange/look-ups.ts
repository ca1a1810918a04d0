import type { Quota } from "./limiter.ts";

/**
 * How often others can make this node ask somebody something, or search long, before it knows who they are: each door
 * names its row. What a site is asked that wants to be pushed to waits in a queue instead (`push-register/queue.ts`).
 */
export const LOOK_UPS = {
  /** Who pushes, for each sender: a push costs little, and must not send this node wherever it says. */
  sender: { name: "lookups", burst: 5, perMinute: 1 },
  /** For whom a push was meant: it takes many verifications, and anybody can send a wrong signature in a peer's name. */
  misdirected: { name: "misdirected", burst: 1, perMinute: 1 },
  /** A key anew, for each node and key: who rotates twice in a row, as after a mistake, need not wait. */
  keyAgain: { name: "keys", burst: 3, perMinute: 0.1 },
  /** Different keys that one site shows, and this node asks for. */
  keysShown: { name: "keys-shown", burst: 50, perMinute: 2 },
  /** The key of a site that is in no registry: for each of them, and for all together. */
  stranger: { name: "stranger", burst: 2, perMinute: 0.1 },
  strangers: { name: "strangers", burst: 30, perMinute: 2 },
} as const satisfies Readonly<Record<string, Quota>>;
