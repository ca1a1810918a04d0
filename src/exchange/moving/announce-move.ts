import type { Errand } from "../../core/model/errand.ts";
import type { Send } from "../../net/send.ts";
import type { Store } from "../../store/contract.ts";
import type { Verifier } from "../../wire/signer.ts";
import type { ErrandHandler, ErrandOutcome } from "../errands.ts";
import { introduce } from "../keys/introduce.ts";
import type { Random } from "../random.ts";
import { PATHS, type Self } from "../self.ts";
import { signedPost } from "../pushing/signed-post.ts";
import { undelivered } from "../pushing/undelivered.ts";

interface Announcer {
  readonly self: Self;
  readonly store: Pick<Store, "registry" | "keys" | "errands" | "notices">;
  readonly verifier: Verifier;
  readonly send: Send;
  readonly clock: () => number;
  readonly random: Random;
}

/** What such an errand holds: who is told, and of which move (ms). */
interface Announcement {
  readonly siteId: number;
  readonly createdAt: number;
}

/** For so long peers that do not answer are tried, ms; also one that was away for a summer hears of it. */
const PATIENCE = 90 * 86_400_000;

/**
 * Makes sure that each peer is told, once, that this node is where it is: at every start, so that it matters not whether
 * the move is signed or the configuration changed first.
 */
export async function announceMove({ self, store, clock }: Announcer): Promise<void> {
  const createdAt = Math.max(0, ...self.moves.map((move) => move.createdAt));
  if (clock() > createdAt + PATIENCE) return;
  for (const { id, kind, enabled, url } of await store.registry.all()) {
    if (kind !== "peer" || !enabled) continue;
    const known = await store.errands.find("announce-move", url);
    if ((known?.payload as Announcement | undefined)?.createdAt === createdAt) continue;
    const payload: Announcement = { siteId: id, createdAt };
    await store.errands.add({ kind: "announce-move", subject: url, payload }, clock());
  }
}

/**
 * Tells peers by an empty push: it is signed with the key that they have pinned, and comes from where the node is now, so
 * that they look there for the statement (PROTOCOL, section 7).
 */
export function moveHandler(node: Announcer): ErrandHandler {
  return {
    patience: PATIENCE,
    host: ({ subject }) => new URL(subject).host,
    run: (errand) => announce(node, errand),
    givenUp: ({ subject, payload }, reason) =>
      node.store.notices.add(
        [
          {
            kind: "moved",
            uid: null,
            siteId: (payload as Announcement).siteId,
            text: `${subject} could not be told that this node is at ${node.self.url} now: tell its operator. ${reason}`,
          },
        ],
        node.clock(),
      ),
  };
}

async function announce(node: Announcer, { payload }: Errand): Promise<ErrandOutcome> {
  const { self, store, send, clock } = node;
  const peer = await store.registry.byId((payload as Announcement).siteId);
  if (peer?.enabled !== true || self.moves.length === 0) return { state: "done" };
  const { url, fingerprint } = await introduce(node, peer, clock());
  const to = { url: `${url}${PATHS.enterEvent}`, key: fingerprint ?? "" };
  const answer = await send(await signedPost(node, to, new Uint8Array()));
  if (answer.status === 200) return { state: "done", outcome: "it was told" };
  const failure = undelivered(answer, clock());
  // It knows who we are, and wants nothing of us, wherever we are.
  if (failure.details["fault"] === "not-accepted") return { state: "done", outcome: "it was told" };
  if (failure.details["fault"] === "unknown-sender") return { state: "given-up", reason: failure.message };
  throw failure;
}
