import type { Site } from "../../core/model/site.ts";
import type { SiteDocument } from "../../wire/site-document.ts";
import { type Allowance, createAllowance } from "./allowance.ts";
import { type Comparison, compareDigests } from "./compare-digests.ts";
import type { Named } from "./fetch-named.ts";
import { pullChanges, type Puller, takeAll } from "./pull-changes.ts";
import { randomFraction, type Random } from "../random.ts";
import { createTally, type Tally } from "../polling/tally.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Most digests that one poll asks for once more, and most stubs whose bytes it asks for. */
const MOST_AGAIN = 1000;

/** Where a peer answers. */
export interface Places {
  readonly changes: string;
  readonly digest: string | null;
}

export interface CaughtUp extends Pick<Tally, "results" | "missed"> {
  /** Objects that a comparison found to differ; null where none was made. */
  readonly differences: number | null;
}

type Catcher = Puller & { readonly random: Random };

/** Where a site document says that changes are had; null where it does not, and its feed is to be read. */
export function placesIn({ endpoints }: SiteDocument): Places | null {
  const { changes, digest = null } = endpoints;
  return changes === undefined ? null : { changes, digest };
}

/**
 * Takes from a peer all that this node lacks (protocol, section 9): its changes since the last time; what it did not give
 * when it was asked before; bytes of stubs that filters let in by now; and once a day, after each change of either epoch,
 * and where `compare` says so, what a comparison of digests shows. What the peer turns out to lack it is offered again.
 * What was taken stays where the rest then fails.
 */
export async function catchUp(
  catcher: Catcher,
  peer: Site,
  { changes, digest }: Places,
  compare: boolean,
): Promise<CaughtUp> {
  const allowance = createAllowance(catcher.clock);
  const tally = createTally();
  const again = await namedBefore(catcher, peer);
  const repair = digest === null ? null : () => compareAndRepair(catcher, peer, digest, tally, allowance);
  let differences: number | null = null;
  let pulled = await pullChanges(catcher, peer, changes, tally, allowance);
  if (pulled === "resync") {
    const compared = (await repair?.()) ?? null;
    differences = compared?.differences ?? null;
    await beginAnew(catcher, peer, compared);
    pulled = await pullChanges(catcher, peer, changes, tally, allowance);
  }
  await takeAll(catcher, peer, again, tally, allowance);
  const due = differences === null && (compare || (await isDue(catcher, peer)));
  if (due && pulled === "done" && repair !== null) ({ differences } = await repair());
  return { results: tally.results, missed: tally.missed, differences };
}

/** Of what {@link catchUp} takes only what is known by name already: what was not given, and bytes that filters let in. */
export async function catchUpBodies(catcher: Catcher, peer: Site): Promise<CaughtUp> {
  const tally = createTally();
  await takeAll(catcher, peer, await namedBefore(catcher, peer), tally, createAllowance(catcher.clock));
  return { results: tally.results, missed: tally.missed, differences: null };
}

async function namedBefore({ store, clock }: Catcher, { id }: Site): Promise<readonly Named[]> {
  const now = clock();
  const overdue = await store.repair.overdue(id, now, MOST_AGAIN);
  const stubs = await store.repair.wanted(id, now, MOST_AGAIN);
  return [
    ...overdue.map((c1) => ({ uid: null, class: null, c1, hop: null })),
    ...stubs.map(({ uid, c1 }) => ({ uid, class: null, c1, hop: null, wanted: true })),
  ];
}

/**
 * The peer's change log is another one, as after a backup was put back: it is read from its beginning, unless a
 * comparison has shown all that differs.
 */
async function beginAnew({ store }: Catcher, { id }: Site, compared: Comparison | null): Promise<void> {
  const whole = compared?.complete === true;
  const from = whole ? { epoch: compared.epoch, cursor: compared.next } : { epoch: null, cursor: 0 };
  await store.repair.pulled(id, { ...(await store.repair.pullState(id)), ...from });
}

async function isDue({ store, clock }: Catcher, { id }: Site): Promise<boolean> {
  const { nextCompare, ownEpoch } = await store.repair.pullState(id);
  return nextCompare === null || nextCompare <= clock() || ownEpoch !== store.epoch;
}

async function compareAndRepair(
  catcher: Catcher,
  peer: Site,
  digest: string,
  tally: Tally,
  allowance: Allowance,
): Promise<Comparison> {
  const { store, clock, random, log } = catcher;
  const before = tally.results.length;
  const compared = await compareDigests(catcher, peer, digest, tally, allowance);
  const { differences, lacked, complete } = compared;
  const now = clock();
  const isPushedTo = (await store.deliveries.lagOf(peer.id)) !== null;
  const lost = isPushedTo ? await store.repair.offerAgain(peer.id, lacked, now) : 0;
  // What one comparison does not reach the next poll goes on with, as long as that leads anywhere.
  const goesOn = !complete && (tally.results.length > before || (isPushedTo && lacked.length > 0));
  const nextCompare = goesOn ? now : now + DAY + Math.floor(randomFraction(random) * HOUR);
  const state = await store.repair.pullState(peer.id);
  // Once may be a backup that was put back there, or a push that was on its way.
  if (lost > 0 && state.differences > 0 && state.epoch === compared.epoch)
    await tellOfLoss(catcher, peer, lost);
  const said = { comparedAt: now, nextCompare, differences, ownEpoch: store.epoch };
  await store.repair.pulled(peer.id, { ...state, ...said });
  if (differences > 0) {
    log.info({ peer: peer.url, differences, lacked: lacked.length, complete }, "digests were compared");
  }
  return compared;
}

/** Who says that it takes what it is sent, and has none of it: for people, unless they are told already. */
async function tellOfLoss(
  { store, clock, log }: Catcher,
  { id, url, name }: Site,
  lost: number,
): Promise<void> {
  log.warn({ peer: url, lost }, "a peer lacks what it said that it took");
  const unseen = await store.notices.list({ unseenOnly: true, before: null, limit: 100 });
  if (unseen.some(({ kind, siteId }) => kind === "lost" && siteId === id)) return;
  const text = `“${name}” says that it takes what it is pushed, and still lacks ${lost} of those events when digests are compared: it loses them, or gives out that it has them. They are offered again. Ask its operator.`;
  await store.notices.add([{ kind: "lost", uid: null, siteId: id, text }], clock());
}
