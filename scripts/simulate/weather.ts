import type { Dice } from "../../test/support/dice.ts";
import type { Timeline } from "./timeline.ts";

/** What goes over the wire, all nodes together. */
export interface Traffic {
  messages: number;
  /** Versions in them, each time they were sent. */
  transfers: number;
  bytes: number;
}

/** What the network does with messages until it is healed. */
export interface Weather {
  readonly traffic: Traffic;
  /** Sends; `arrive` is called later, twice, or never. */
  send(
    from: number,
    to: number,
    load: { readonly versions: number; readonly bytes: number },
    arrive: () => void,
  ): void;
  /** Parts the nodes for a while. */
  part(ms: number): void;
  heal(): void;
}

/** Bytes of a request or answer beside its versions: headers, signature, verdicts. */
const ENVELOPE = 600;

export function weather(dice: Dice, time: Timeline, nodes: number): Weather {
  const traffic: Traffic = { messages: 0, transfers: 0, bytes: 0 };
  const side = new Uint8Array(nodes);
  let parted = 0;
  let isRough = true;
  return {
    traffic,
    send(from, to, { versions, bytes }, arrive) {
      traffic.messages += 1;
      traffic.transfers += versions;
      traffic.bytes += bytes + ENVELOPE;
      if (isRough && (side[from] !== side[to] || dice.between(1, 8) === 1)) return;
      // Rough weather delays by up to two minutes, so that what was sent later often arrives first.
      time.plan(dice.between(20, isRough ? 120_000 : 400), arrive);
      if (isRough && dice.between(1, 10) === 1) time.plan(dice.between(1_000, 600_000), arrive);
    },
    part(ms) {
      if (!isRough) return;
      parted += 1;
      const mine = parted;
      for (let n = 0; n < nodes; n += 1) side[n] = dice.between(0, 1);
      time.plan(ms, () => {
        if (parted === mine) side.fill(0);
      });
    },
    heal() {
      isRough = false;
      side.fill(0);
    },
  };
}
