import { DomainError } from "../../core/model/domain-error.ts";
import type { Log } from "../../core/model/log.ts";
import type { Site } from "../../core/model/site.ts";
import { isClosing, type Send } from "../../net/send.ts";
import type { Store } from "../../store/contract.ts";
import { PUSH_WINDOW } from "../../wire/envelope.ts";
import { checkMove, type MoveStatement } from "../../wire/move.ts";
import type { Verifier } from "../../wire/signer.ts";
import { tellOnce } from "../notices/tell-once.ts";
import { readSiteDocument } from "../keys/introduce.ts";

interface Follower {
  readonly store: Pick<Store, "registry" | "deliveries" | "notices">;
  readonly send: Send;
  readonly verifier: Verifier;
  readonly log: Log;
}

/**
 * Follows a peer to the origin from which a push came that its pinned key has signed: its site document there must show a
 * statement, by the same key, that it left the origin by which it is known here. `peers`: all that have this key pinned,
 * at least one; the statement says which of them it is. Nobody who stole a signing key can lead it away from where it
 * still is: the old origin must have stopped to say so. Throws a DomainError `unauthorized` where nothing is shown, or the
 * peer is still there, `unavailable` where it does not answer, `stale` where a later move was followed already.
 */
export async function takeMove(
  follower: Follower,
  peers: readonly Site[],
  to: string,
  now: number,
): Promise<Site> {
  const { store, log } = follower;
  const { peer, created } = await provenMove(follower, peers, to, now);
  if (await isStillAt(follower, peer, now)) {
    await tellOfClaim(follower, peer, to, now);
    throw unproven(to, peer, `it is still there, too. Stop it at ${peer.url} first`);
  }
  const notice = {
    kind: "moved" as const,
    uid: null,
    siteId: peer.id,
    text: movedText(peer, to),
  };
  await store.registry.move(peer.id, { url: to, createdAt: created * 1000, notice }, now);
  await store.deliveries.wake(peer.id);
  log.info({ peer: to, from: peer.url }, "a peer has moved");
  return { ...peer, url: to };
}

async function provenMove(
  { send, verifier }: Follower,
  peers: readonly Site[],
  to: string,
  now: number,
): Promise<{ readonly peer: Site; readonly created: number }> {
  const site = await documentAt(send, to);
  const { peer, move } = lastMove(peers, site.moves ?? [], to);
  const { fingerprint, certificate } = peer;
  if (site.url !== to || site.fingerprint !== fingerprint || move === undefined || certificate === null)
    throw unproven(to, peer, "its site document does not say so");
  // Else one whose clock is wrong could never be followed again.
  if (move.created * 1000 > now + PUSH_WINDOW * 1000)
    throw unproven(to, peer, "its statement is of the future by the clock here");
  const checked = await checkMove(move, verifier, { fingerprint, certificate }, now);
  if (!checked.ok) throw unproven(to, peer, `its statement is refused: ${checked.reason}`);
  return { peer, created: move.created };
}

/** Which of the peers has left, by the newest statement that leads here from where one of them is known. */
function lastMove(
  peers: readonly Site[],
  moves: readonly MoveStatement[],
  to: string,
): { readonly peer: Site; readonly move: MoveStatement | undefined } {
  const fitting = peers.flatMap((peer) =>
    moves.filter((move) => move.from === peer.url && move.to === to).map((move) => ({ peer, move })),
  );
  const [newest] = fitting.toSorted((a, b) => b.move.created - a.move.created);
  return newest ?? { peer: peers[0] as Site, move: undefined };
}

/**
 * Does the origin that a peer is to have left still call itself by that name, and the peer's key its own? Where the peer
 * had moved there, only as long as the statement holds by which it did: of a thief it does so until the key is revoked.
 */
async function isStillAt(
  { send, verifier }: Pick<Follower, "send" | "verifier">,
  { url, fingerprint, certificate, movedFrom }: Site,
  now: number,
): Promise<boolean> {
  try {
    const site = await readSiteDocument(send, url);
    if (site.url !== url || site.fingerprint !== fingerprint || certificate === null) return false;
    if (movedFrom === null) return true;
    const hither = (site.moves ?? []).filter(({ from, to }) => to === url && movedFrom.includes(from));
    const checks = hither.map((move) => checkMove(move, verifier, { fingerprint, certificate }, now));
    return (await Promise.all(checks)).some(({ ok }) => ok);
  } catch (error) {
    if (isClosing(error)) throw error;
    return false;
  }
}

/** People are told once: it is a node of which two copies run, or a thief of its key. */
async function tellOfClaim(
  { store, log }: Pick<Follower, "store" | "log">,
  { id, name, url }: Site,
  to: string,
  now: number,
): Promise<void> {
  log.warn({ peer: url, claimed: to }, "a peer says that it has moved, but still is where it was");
  const text = `${to} says, signed with the key of “${name}”, that this peer has moved there from ${url}, where it still answers. Nothing was changed. If its operator knows nothing of that, its signing key was stolen: they should run: npx discal keys revoke --reason compromised`;
  await tellOnce(store, { kind: "moved", uid: null, siteId: id, text }, now);
}

async function documentAt(send: Send, to: string): Promise<Awaited<ReturnType<typeof readSiteDocument>>> {
  try {
    return await readSiteDocument(send, to);
  } catch (cause) {
    throw new DomainError(
      "unavailable",
      `The site document of ${to} could not be fetched from it; push again later.`,
      { fault: "not-moved" },
      { cause },
    );
  }
}

function unproven(to: string, { url }: Site, why: string): DomainError {
  return new DomainError(
    "unauthorized",
    `The key that signed this belongs to ${url}, which is not known to have moved to ${to}: ${why}.`,
    { fault: "not-moved" },
  );
}

function movedText({ name, url, declared }: Site, to: string): string {
  const file =
    declared === "file"
      ? ` The configuration file still says ${url}: change it there when you next edit it; until then the peer is known by either.`
      : "";
  return `${name} has moved from ${url} to ${to}, signed by its pinned key. All that is exchanged with it goes there from now on.${file}`;
}
