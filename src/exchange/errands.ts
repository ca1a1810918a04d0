import type { Errand, ErrandKind } from "../core/model/errand.ts";
import type { Log } from "../core/model/log.ts";
import { messageOf } from "../core/model/thrown.ts";
import { isClosing } from "../net/send.ts";
import type { Errands } from "../store/errands.ts";
import { isStoreFault } from "../store/store-fault.ts";
import type { Lane } from "./lane.ts";
import type { Random } from "./random.ts";
import { retryAt } from "./retry.ts";

/** What came of one try. What throws is tried again, after the `retryAfter` (ms) of a DomainError's details. */
export type ErrandOutcome =
  /** `outcome`: kept for people to see; without one the errand is forgotten. */
  | { readonly state: "done"; readonly outcome?: string }
  /** It will never work: a person has to look. */
  | { readonly state: "given-up"; readonly reason: string };

/** How errands of one kind are run. */
export interface ErrandHandler {
  /** Whom it goes to: errands to one host are run in turn. */
  host(errand: Errand): string;
  run(errand: Errand): Promise<ErrandOutcome>;
  /** How long after it was made it is still tried, ms. */
  readonly patience: number;
  /** It was given up, by itself or after that time; `reason` is for people. */
  givenUp?(errand: Errand, reason: string): Promise<void>;
}

/** Which kinds of errands this node runs. */
export type ErrandHandlers = Readonly<Partial<Record<ErrandKind, ErrandHandler>>>;

interface Runner {
  readonly store: { readonly errands: Errands };
  readonly clock: () => number;
  readonly random: Random;
  readonly log: Log;
}

/** Most errands that are looked at together, and most hosts that are spoken to side by side. */
const MOST_DUE = 500;
const SIDE_BY_SIDE = 8;

/**
 * Runs the errands that are due: those to one host in turn, hosts side by side, so that one that takes its time keeps no
 * other waiting. Waits between tries are those of deliveries (protocol, section 9).
 */
export function errandRunner(node: Runner, handlers: ErrandHandlers): Lane<void> {
  const underWay = new Map<string, Promise<void>>();
  const hostOf = (errand: Errand): string => handlers[errand.kind]?.host(errand) ?? "";
  const start = (host: string): Promise<void> => {
    const run = runAll(node, handlers, async () => {
      const due = await node.store.errands.due(node.clock(), MOST_DUE);
      return due.filter((errand) => hostOf(errand) === host);
    }).finally(() => underWay.delete(host));
    underWay.set(host, run);
    return run;
  };
  const lane = async (): Promise<void> => {
    const due = await node.store.errands.due(node.clock(), MOST_DUE);
    const hosts = [...new Set(due.map(hostOf))].filter((host) => !underWay.has(host));
    hosts.slice(0, Math.max(0, SIDE_BY_SIDE - underWay.size)).forEach(start);
    for (const run of await Promise.allSettled(underWay.values()))
      if (run.status === "rejected") throw run.reason;
  };
  const done = async (): Promise<void> => void (await Promise.allSettled(underWay.values()));
  return Object.assign(lane, { done });
}

/** Each of them once: what fails is due later. */
async function runAll(
  node: Runner,
  handlers: ErrandHandlers,
  dueNow: () => Promise<readonly Errand[]>,
): Promise<void> {
  for (const errand of await dueNow()) {
    const handler = handlers[errand.kind];
    if (handler === undefined) await giveUp(node, {}, errand, "nothing here runs such errands");
    else if (!(await attempt(node, handler, errand))) return;
  }
}

/** False where the node closes. */
async function attempt(node: Runner, handler: ErrandHandler, errand: Errand): Promise<boolean> {
  try {
    const done = await handler.run(errand);
    if (done.state === "done") await node.store.errands.done(errand, done.outcome);
    else await giveUp(node, handler, errand, done.reason);
  } catch (error) {
    if (isClosing(error)) return false;
    if (isStoreFault(error)) throw error;
    await fail(node, handler, errand, error);
  }
  return true;
}

async function fail(node: Runner, handler: ErrandHandler, errand: Errand, error: unknown): Promise<void> {
  const { store, clock, random, log } = node;
  const reason = messageOf(error);
  const nextTry = retryAt(error, errand.tries + 1, clock(), random);
  if (nextTry > errand.createdAt + handler.patience) return giveUp(node, handler, errand, reason);
  await store.errands.failed(errand, { error: reason, nextTry });
  log.warn(
    { errand: errand.kind, subject: errand.subject, err: error },
    "an errand failed; it is tried again",
  );
}

async function giveUp(
  { store, log }: Runner,
  { givenUp }: Pick<ErrandHandler, "givenUp">,
  errand: Errand,
  reason: string,
): Promise<void> {
  await store.errands.failed(errand, { error: reason, nextTry: null });
  log.warn({ errand: errand.kind, subject: errand.subject, reason }, "an errand was given up");
  await givenUp?.(errand, reason);
}
