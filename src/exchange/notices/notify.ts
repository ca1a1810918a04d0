import type { Notice } from "../../core/model/notice.ts";
import type { ErrandKind } from "../../core/model/errand.ts";
import type { Log } from "../../core/model/log.ts";
import type { Store } from "../../store/contract.ts";
import { singleFlight, type Lane } from "../lane.ts";

interface Teller {
  readonly store: Pick<Store, "notices" | "errands">;
  readonly clock: () => number;
  readonly log: Log;
}

/** By what people are told beside log and API. */
export type Channel = Extract<ErrandKind, "web-hook" | "mail">;

/** What an errand of a channel holds. */
export interface Batch {
  readonly notices: readonly Notice[];
  /** That are left out, as there are too many. */
  readonly more: number;
}

const AT_ONCE = 100;
/** Most notices of one message. */
const MOST = 50;
/** Mails gather what comes within this time, ms. */
const GATHER: Readonly<Record<Channel, number>> = { "web-hook": 0, mail: 5 * 60_000 };

/**
 * Tells of each notice once in the log, and leaves it to the channels that are set up, which try for as long as it takes:
 * so a notice may come twice by them, but is never lost.
 */
export function noticeTeller(teller: Teller, channels: readonly string[]): Lane<void> {
  const { store, clock, log } = teller;
  return singleFlight(async () => {
    for (;;) {
      const notices = await store.notices.untold(AT_ONCE);
      if (notices.length === 0) return;
      for (const { id, kind, uid, text } of notices) log.warn({ notice: id, kind, uid }, text);
      for (const channel of channels) await enlist(teller, channel as Channel, notices);
      await store.notices.told(
        notices.map(({ id }) => id),
        clock(),
      );
    }
  });
}

/** Puts notices to the message that waits, or to a new one. */
async function enlist({ store, clock }: Teller, channel: Channel, notices: readonly Notice[]): Promise<void> {
  const errand = { kind: channel, subject: "notices" };
  const waiting = await store.errands.find(channel, errand.subject);
  const before =
    waiting === null || waiting.nextTry === null ? { notices: [], more: 0 } : (waiting.payload as Batch);
  const all = [...before.notices, ...notices];
  const payload: Batch = { notices: all.slice(0, MOST), more: before.more + all.slice(MOST).length };
  await store.errands.add({ ...errand, payload }, clock(), waiting?.nextTry ?? clock() + GATHER[channel]);
}
