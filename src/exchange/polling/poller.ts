import type { Log } from "../../core/model/log.ts";
import type { Observe } from "../../core/model/observed.ts";
import type { Send } from "../../net/send.ts";
import type { Store } from "../../store/contract.ts";
import type { PollSummary } from "../../store/polls.ts";
import type { Workshop } from "../../workshop/workshop.ts";
import type { Verifier } from "../../wire/signer.ts";
import type { Brake } from "../pushing/brake.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { Random } from "../random.ts";
import type { BodyRoom } from "./body-room.ts";
import type { Self } from "../self.ts";

/** What polling takes. */
export interface Poller {
  readonly self: Self;
  readonly store: Store;
  readonly verifier: Verifier;
  readonly keys: KeyRing;
  readonly send: Send;
  readonly clock: () => number;
  readonly random: Random;
  readonly log: Log;
  readonly observe: Observe;
  readonly brake: Brake;
  readonly workshop: Workshop;
  readonly room: BodyRoom;
}

/** What is asked of a poll beside the usual. */
export interface PollWish {
  /** Compare digests with peers, due or not. */
  readonly compare: boolean;
  /** Nobody asked for it but the clock: a peer that is not polled is asked for nothing but the bytes of stubs. */
  readonly byClock?: boolean;
}

/** As when a site is due. */
export const AS_DUE: PollWish = { compare: false };

/** Because it is due. */
export const BY_CLOCK: PollWish = { compare: false, byClock: true };

/** What polling one site came to. */
export interface PollReport {
  readonly site: { readonly id: number; readonly name: string; readonly url: string };
  /** `unchanged`: 304 or the same bytes; `busy`: another process polls it right now. */
  readonly outcome: "changed" | "unchanged" | "failed" | "busy";
  readonly summary: PollSummary | null;
  readonly reason: string | null;
}
