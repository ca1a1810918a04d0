import { setTimeout as wait } from "node:timers/promises";
import { uidToSegment } from "../../src/sinks/event-path.ts";
import type { Dice } from "../../test/support/dice.ts";
import type { ChangingFeed } from "./feed.ts";
import type { Ledger } from "./ledger.ts";
import type { Neighbour } from "./peer.ts";

/** Whom the load falls on. */
export interface Target {
  readonly url: string;
  /** Of an admin. */
  readonly token: string;
  readonly neighbour: Neighbour;
  readonly feed: ChangingFeed;
  readonly ledger: Ledger;
  readonly dice: Dice;
}

/** Most revisions of one event: fewer than a node keeps of its history. */
const MOST_REVISIONS = 20;

interface Written {
  readonly uid: string;
  readonly revision: number;
}

/** Pushes, edits and polls at once until `stop`: what fails was never promised. */
export function loadOf(target: Target): (stop: AbortSignal) => Promise<void> {
  let number = 0;
  const words = () => `Words ${(number += 1)}.`;
  const own: Written[] = [];
  const theirs: Written[] = [];
  return async (stop) => {
    const until = async (work: () => Promise<void>): Promise<void> => {
      while (!stop.aborted) {
        await work().catch(() => {});
        await wait(target.dice.between(0, 10));
      }
    };
    await Promise.all([
      until(() => pushSome(target, theirs, words)),
      until(() => pushSome(target, theirs, words)),
      until(() => editSome(target, own, words, stop)),
      until(() => editSome(target, own, words, stop)),
      until(() => pollAll(target, theirs, words, stop)),
    ]);
  };
}

/** A batch of new events and new revisions of known ones. */
async function pushSome(target: Target, theirs: Written[], words: () => string): Promise<void> {
  const { dice, ledger, neighbour, url } = target;
  const batch = Array.from({ length: dice.between(1, 8) }, () => nextOf(target, theirs, words));
  for (const version of await neighbour.push(url, batch)) ledger.add(version);
}

function nextOf({ dice, neighbour }: Target, theirs: Written[], words: () => string) {
  const known = theirs.length > 0 && dice.between(1, 3) === 1 ? dice.between(0, theirs.length - 1) : -1;
  const before = theirs[known];
  const said = words();
  const fresh = { uid: `${said.replace(/\D/g, "")}@127.0.0.1:${neighbour.mock.port}`, revision: 1 };
  const next = before === undefined ? fresh : { ...before, revision: before.revision + 1 };
  if (before === undefined) theirs.push(next);
  else if (next.revision >= MOST_REVISIONS) theirs.splice(known, 1);
  else theirs[known] = next;
  return { ...next, words: said };
}

/** A person enters, changes, cancels or deletes. */
async function editSome(
  target: Target,
  own: Written[],
  words: () => string,
  stop: AbortSignal,
): Promise<void> {
  const { dice, ledger } = target;
  const known = own.length > 0 && dice.between(1, 2) === 1 ? dice.between(0, own.length - 1) : -1;
  const before = own[known];
  const title = words();
  if (before === undefined) {
    const made = await write(target, "POST", "/events", { title, start: "2027-05-01T18:00" }, stop);
    own.push(made);
    return ledger.add({ ...made, words: title });
  }
  const at = `/events/${uidToSegment(before.uid)}`;
  if (dice.between(1, 10) === 1) {
    own.splice(known, 1);
    return ledger.add({ ...(await write(target, "DELETE", at, null, stop)), words: null });
  }
  const after = await write(target, "PATCH", at, { title }, stop);
  ledger.add({ ...after, words: title });
  // Somebody else may have edited it meanwhile.
  const place = own.findIndex(({ uid }) => uid === after.uid);
  if (place >= 0) own.splice(place, 1, ...(after.revision < MOST_REVISIONS ? [after] : []));
}

/** The feed and the neighbour say something new, and are polled. */
async function pollAll(
  target: Target,
  theirs: Written[],
  words: () => string,
  stop: AbortSignal,
): Promise<void> {
  const { dice, feed, neighbour } = target;
  feed.change();
  await neighbour.hold(Array.from({ length: dice.between(1, 5) }, () => nextOf(target, theirs, words)));
  await call(target, "POST", "/polls", null, stop);
  await wait(dice.between(0, 100));
}

async function write(
  target: Target,
  method: string,
  path: string,
  body: object | null,
  stop: AbortSignal,
): Promise<Written> {
  const said = (await call(target, method, path, body, stop)) as Written;
  return { uid: said.uid, revision: said.revision };
}

async function call(
  { url, token }: Target,
  method: string,
  path: string,
  body: object | null,
  stop: AbortSignal,
): Promise<unknown> {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body !== null && { body: JSON.stringify(body) }),
    signal: AbortSignal.any([stop, AbortSignal.timeout(10_000)]),
  });
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`);
  return answer.json();
}
