import type { RegistrationConfig } from "../config/config.ts";
import { moveHandler } from "./moving/announce-move.ts";
import { deliveries } from "./pushing/deliver.ts";
import { type ErrandHandlers, errandRunner } from "./errands.ts";
import { expandDue } from "./expand-due.ts";
import { singleFlight } from "./lane.ts";
import { noticeTeller } from "./notices/notify.ts";
import type { OwnKey } from "./keys/own-key.ts";
import { duePolls } from "./polling/poll.ts";
import type { Poller } from "./polling/poller.ts";
import { registerErrands } from "./push-register/follow.ts";
import { verificationErrands } from "./push-register/verification.ts";
import type { Vault } from "../wire/vault.ts";
import { reportHandler } from "./editing/report.ts";

/** What a node does by the clock: polls, deliveries, errands, notices, and upkeep. */
export interface DueWork {
  /** Does what is due; gives the moment (ms) when something is due next. */
  run(): Promise<number>;
  /** Resolves when nothing of it is under way any more. */
  done(): Promise<void>;
}

/** `channels`: those by which the operator is told, beside the log. */
export function dueWork(
  node: Poller & { readonly registration: RegistrationConfig; readonly vault: Vault },
  channels: ErrandHandlers,
  own: Pick<OwnKey, "follow">,
): DueWork {
  const { store, keys, clock, log } = node;
  const errands = errandRunner(node, {
    report: reportHandler(node),
    register: registerErrands(node),
    verify: verificationErrands(node),
    "announce-move": moveHandler(node),
    ...channels,
  });
  const expire = singleFlight(() => store.registrations.expire(clock()));
  const keysWanted = singleFlight(() => keys.fetchWanted());
  const expand = singleFlight(() => expandDue(node));
  const lanes = [duePolls(node), deliveries(node), errands, expire, keysWanted, expand];
  const upkeep = singleFlight(() => store.commons.maintain(clock()));
  const tellNotices = noticeTeller(node, Object.keys(channels));
  const queues = [store.polls, store.expansions, store.deliveries, store.errands, store.registrations];
  return {
    run: async () => {
      const setBack = await store.keepTime(clock());
      if (setBack > 0) log.warn({ setBack }, "the clock was set back; what is due was moved with it");
      await own.follow();
      const [upkeepDue] = await Promise.all([upkeep(), ...lanes.map((lane) => lane())]);
      await tellNotices();
      const due = await Promise.all(queues.map((queue) => queue.nextDue()));
      return Math.min(upkeepDue, ...due.map((moment) => moment ?? Number.POSITIVE_INFINITY));
    },
    done: async () => {
      await Promise.all([...lanes, upkeep, tellNotices].map((lane) => lane.done()));
    },
  };
}
