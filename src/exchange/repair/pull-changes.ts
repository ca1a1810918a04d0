import { DomainError } from "../../core/model/domain-error.ts";
import type { Log } from "../../core/model/log.ts";
import type { Site } from "../../core/model/site.ts";
import type { PullState } from "../../store/repair.ts";
import { type ChangesAnswer, changesAnswer, MAX_CHANGES } from "../../wire/changes.ts";
import type { Marked } from "../../wire/mark.ts";
import { readMessage } from "../../wire/message.ts";
import { readProblem } from "../../wire/problem.ts";
import type { Allowance } from "./allowance.ts";
import type { Brake } from "../pushing/brake.ts";
import { ASKED_AT_ONCE, type Fetcher, type Named } from "./fetch-named.ts";
import { badStatus, documentRequest } from "../foreign.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { Tally } from "../polling/tally.ts";
import { takeNamed } from "./take-named.ts";

/** 1000 entries with 16 rivals each, of 500 bytes. */
const PAGE_BYTES = 8 * 1024 * 1024;

export interface Puller extends Fetcher {
  readonly log: Log;
  readonly keys: Pick<KeyRing, "shownBy" | "find" | "renew">;
  readonly brake: Brake;
}

/** `done`: all changes are here; `more`: the allowance is spent; `resync`: the peer's change log is another one. */
export type Pulled = "done" | "more" | "resync";

/**
 * Reads a peer's change log from where this node is, page after page, and takes what it lacks: each object once, in its
 * newest versions, however often it changed (protocol, section 9). The place is kept after each page.
 */
export async function pullChanges(
  puller: Puller,
  peer: Site,
  changes: string,
  tally: Tally,
  allowance: Allowance,
): Promise<Pulled> {
  const { repair } = puller.store;
  for (;;) {
    const state = await repair.pullState(peer.id);
    if (!allowance.spend(1)) return "more";
    const page = await readPage(puller, changes, state);
    if (page === "resync") return "resync";
    if (!(await takePage(puller, peer, page, tally, allowance))) return "more";
    await repair.pulled(peer.id, { ...state, epoch: page.epoch, cursor: page.next });
    if (!page.more) return "done";
    if (page.next <= state.cursor)
      throw new DomainError("invalid", `${changes} says that there is more, but does not go on.`);
  }
}

/** Versions that a peer names, as they are asked for; what it keeps no bytes of it cannot give. */
export function namedIn(items: readonly Marked[]): readonly Named[] {
  return items.flatMap(({ uid, versions }) =>
    versions
      .filter(({ body }) => body)
      .map(({ class: versionClass, c1, hop }) => ({ uid, class: versionClass, c1, hop: hop ?? null })),
  );
}

/** Takes what is named as far as the allowance goes; false where it is spent. */
export async function takeAll(
  puller: Puller,
  peer: Site,
  named: readonly Named[],
  tally: Tally,
  allowance: Allowance,
): Promise<boolean> {
  for (let start = 0; start < named.length; start += ASKED_AT_ONCE) {
    if (!allowance.spend(1)) return false;
    tally.add(await takeNamed(puller, peer, named.slice(start, start + ASKED_AT_ONCE)));
  }
  return true;
}

async function readPage(
  { send }: Pick<Puller, "send">,
  changes: string,
  { epoch, cursor }: PullState,
): Promise<ChangesAnswer | "resync"> {
  const url = new URL(changes);
  url.searchParams.set("since", String(cursor));
  url.searchParams.set("limit", String(MAX_CHANGES));
  if (epoch !== null) url.searchParams.set("epoch", epoch);
  const request = documentRequest(url.href, "application/json");
  const { status, body } = await send({ ...request, maxBytes: PAGE_BYTES });
  if (status === 409 && readProblem(body)?.resync === true) return "resync";
  if (status !== 200) throw badStatus(changes, status);
  const page = readMessage(changesAnswer, body, changes);
  return epoch !== null && page.epoch !== epoch ? "resync" : page;
}

async function takePage(
  puller: Puller,
  peer: Site,
  page: ChangesAnswer,
  tally: Tally,
  allowance: Allowance,
): Promise<boolean> {
  // Of strangers' keys nothing is asked for before something signed by them comes.
  for (const { fingerprint } of page.keys) {
    const known = await puller.keys.find(fingerprint);
    if (known === null || fingerprint === puller.self.signer.fingerprint) continue;
    if (!allowance.spend(1)) return false;
    await puller.keys.renew(peer.url, fingerprint);
  }
  return takeAll(puller, peer, namedIn(page.items), tally, allowance);
}
