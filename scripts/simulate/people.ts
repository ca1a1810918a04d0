import { MAX_NUMBER, type ObjectState, type Version } from "../../src/core/model/version.ts";
import { uidFingerprint } from "../../src/core/model/uid.ts";
import { governing, inConflict, winner } from "../../src/core/reconcile/winner.ts";
import type { Dice } from "../../test/support/dice.ts";
import type { Peer } from "./exchange.ts";
import { take } from "./honest.ts";
import { write, type Words } from "./writing.ts";

/** What a person at a node does next; the version that was made, null where there was nothing to do. */
export type Deed = (peer: Peer, dice: Dice, now: number) => Version | null;

const YEAR_2026 = Date.UTC(2026, 0);

/** Enters an event; of the network's own UIDs some name the node's key. */
export const enter: Deed = (peer, dice, now) => {
  const number = peer.disk.seq + dice.between(1, 1_000_000) * 1_000_000;
  const ulid = `01JD${String(number).padStart(22, "0").slice(-22)}`;
  const isLocked = dice.between(1, 4) === 1;
  const uid = isLocked ? `${ulid}.${keyOf(peer)}@${peer.host}` : `${number}@${peer.host}`;
  return make(peer, { uid, content: words(dice), revision: 0, hop: 0 }, now);
};

export const edit: Deed = (peer, dice, now) =>
  revise(peer, dice, now, (before) => (before.deleted ? null : { content: words(dice) }));
export const cancel: Deed = (peer, dice, now) =>
  revise(peer, dice, now, (before) =>
    before.deleted ? null : { content: words(dice), status: "cancelled" },
  );
export const remove: Deed = (peer, dice, now) =>
  revise(peer, dice, now, (before) => (before.deleted ? null : { content: "", status: "deleted" }));

/** A person picks one of the rivals of an event in conflict. */
export const resolve: Deed = (peer, dice, now) => {
  const contested = [...peer.disk.objects.values()].filter(({ state }) => inConflict(state));
  if (contested.length === 0) return null;
  const { state } = dice.pick(contested);
  const picked = dice.pick(governing(state)?.versions ?? []);
  return next(peer, state, picked, { content: /SUMMARY:([^\r]*)/.exec(picked.text)?.[1] ?? "" }, now);
};

function revise(
  peer: Peer,
  dice: Dice,
  now: number,
  change: (before: Version) => Pick<Words, "content" | "status"> | null,
): Version | null {
  const { objects } = peer.disk;
  if (objects.size === 0) return null;
  const { state } = dice.pick([...objects.values()]);
  const before = winner(state);
  const changed = before === null ? null : change(before);
  return before === null || changed === null ? null : next(peer, state, before, changed, now);
}

/** The next revision; of an event whose UID names another node's key a proposal, which goes nowhere. */
function next(
  peer: Peer,
  { uid }: ObjectState,
  { revision, hop }: Version,
  change: Pick<Words, "content" | "status">,
  now: number,
): Version | null {
  return revision >= MAX_NUMBER ? null : make(peer, { uid, revision: revision + 1, hop, ...change }, now);
}

function make(
  peer: Peer,
  made: Pick<Words, "uid" | "content" | "revision" | "hop" | "status">,
  now: number,
): Version | null {
  const signedAt = YEAR_2026 + now + peer.skew;
  const signs = uidFingerprint(made.uid) === keyOf(peer);
  const lastModified = new Date(signedAt).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const key = signs ? { key: keyOf(peer), signedAt } : {};
  const version = write({ ...made, ...key, host: peer.host, by: "person", lastModified });
  return take(peer.disk, version) ? version : null;
}

function keyOf({ id }: Peer): string {
  return id.toString(16).toUpperCase().padStart(40, "A");
}

function words(dice: Dice): string {
  return `Concert ${dice.between(1, 5)}`;
}
