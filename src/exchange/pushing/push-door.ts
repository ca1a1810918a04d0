import type { Site } from "../../core/model/site.ts";
import type { OfferResult } from "../../core/model/verdict.ts";
import { acceptPush } from "./accept.ts";
import { authenticate, type Pushed, type SignedRequest } from "./authenticate.ts";
import type { Poller } from "../polling/poller.ts";
import { followSoon } from "../push-register/follow.ts";
import { createLimiter } from "../limiter.ts";
import { GUESSES } from "./misdirected.ts";
import { reviserDoor, takeProposals } from "../editing/reviser.ts";

/** Where peers push to. */
export interface PushDoor {
  /** Who pushes, as {@link authenticate} tells. */
  authenticate(request: SignedRequest): Promise<Pushed>;
  /** What becomes of the objects that a peer has pushed, one result for each. `path`: as `acceptPush` has it. */
  accept(peer: Site, body: Uint8Array, path?: readonly string[]): Promise<readonly OfferResult[]>;
  /** What becomes of reported changes: a peer's are merged as if pushed, any other site's are proposals. */
  revise(request: SignedRequest): Promise<readonly OfferResult[]>;
}

/** Opens the door for pushes; a peer that pushes is there again, and is due at once. `announce`: there is work. */
export function openDoor(node: Poller, announce: () => void): PushDoor {
  const { store, clock, observe, brake } = node;
  const judges = { ...node, commons: store.commons };
  const doorkeeper = { ...node, guesses: createLimiter(GUESSES) };
  const reviser = reviserDoor(doorkeeper);
  const taken = (results: readonly OfferResult[]) => {
    for (const { verdict } of results) observe({ what: "offer", verdict });
    announce();
    return results;
  };
  const accept: PushDoor["accept"] = async (peer, body, path = []) => {
    await store.deliveries.wake(peer.id);
    await followSoon(store, peer.url, clock());
    await brake.admit(peer);
    // An empty push says that its sender is there, and where.
    if (body.byteLength === 0) return taken([]);
    return taken(await acceptPush(judges, peer, body, path, clock()));
  };
  return {
    authenticate: (request) => authenticate(doorkeeper, request, clock()),
    accept,
    revise: async (request) => {
      const from = await reviser(request);
      if (from.may === "push") return accept(from.peer, from.body);
      return taken(await takeProposals(node, from));
    },
  };
}
