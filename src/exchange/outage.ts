import type { DomainError } from "../core/model/domain-error.ts";
import type { Log } from "../core/model/log.ts";
import type { Store } from "../store/contract.ts";
import { isDamage, isStoreFault } from "../store/store-fault.ts";

/** How often a node looks whether it can write again, ms. */
const LOOK = 5_000;

/** The time in which the database cannot be written: on a full, read-only or failing disk. */
export interface Outage {
  /** Does `work`, which gives when it is due next (ms); during an outage only looks whether that is over. */
  whileWritable(work: () => Promise<number>): Promise<number>;
  /** Begins an outage where this is the store's fault; it is told once, however many requests and rounds fail. */
  notice(error: unknown): void;
}

/**
 * Whatever a node did meanwhile it could not remember, so that polls and deliveries would be repeated without end: they
 * wait, with all marks as they are, and go on by themselves.
 */
export function watchOutages(
  { ready }: Pick<Store, "ready">,
  { clock, log }: { readonly clock: () => number; readonly log: Log },
  announceWork: () => void,
): Outage {
  let isOut = false;
  let isDamaged = false;
  const begin = (fault: DomainError): void => {
    if (isOut) return;
    isOut = true;
    isDamaged = isDamage(fault);
    log.error(
      { reason: fault.message },
      "the database cannot be written: polls and deliveries wait, changes are answered 503",
    );
  };
  const isOver = async (): Promise<boolean> => {
    // That heals by no waiting.
    if (isDamaged) return false;
    try {
      await ready();
    } catch {
      return false;
    }
    isOut = false;
    log.info({}, "the database can be written again: polls and deliveries go on");
    return true;
  };
  return {
    async whileWritable(work) {
      if (isOut && !(await isOver())) return clock() + LOOK;
      try {
        return await work();
      } catch (error) {
        if (!isStoreFault(error)) throw error;
        begin(error);
        return clock() + LOOK;
      }
    },
    notice(error) {
      if (isOut || !isStoreFault(error)) return;
      begin(error);
      announceWork();
    },
  };
}
