import type { Site } from "../../core/model/site.ts";
import type { OfferResult } from "../../core/model/verdict.ts";
import { MAX_PUSH_BYTES } from "../../wire/push.ts";
import { acceptPush } from "./accept.ts";
import { authenticate } from "./authenticate.ts";
import type { SignedRequest } from "./claim.ts";
import type { Poller } from "../polling/poller.ts";
import { followSoon } from "../push-register/follow.ts";
import { createLimiter } from "../limiter.ts";
import { LOOK_UPS } from "../look-ups.ts";
import { type Incoming, roomFor } from "../room.ts";
import { reviserDoor, takeProposals } from "../editing/reviser.ts";

/**
 * Where peers push to. Each gives what becomes of the objects, one result for each; throws as {@link authenticate},
 * {@link roomFor} and {@link acceptPush} do.
 */
export interface PushDoor {
  /** What a peer has signed. `path`: as `acceptPush` has it. */
  push(request: SignedRequest, path: readonly string[]): Promise<readonly OfferResult[]>;
  /** What a peer sends that is known by its token. */
  accept(peer: Site, body: Incoming, path?: readonly string[]): Promise<readonly OfferResult[]>;
  /** Reported changes: a peer's are merged as if pushed, any other site's are proposals. */
  revise(request: SignedRequest): Promise<readonly OfferResult[]>;
}

/** What is taken within a few seconds; whoever comes beyond that comes again by itself. */
const ROOM = { octets: 32 * MAX_PUSH_BYTES, octetsOfOne: MAX_PUSH_BYTES, most: 48, ofOneSender: 4 };

/** Opens the door for pushes; a peer that pushes is there again, and is due at once. `announce`: there is work. */
export function openDoor(node: Poller, announce: () => void): PushDoor {
  const { store, clock, observe, brake } = node;
  const judges = { ...node, commons: store.commons };
  const [enquiries, lookups] = [createLimiter(LOOK_UPS.misdirected), createLimiter(LOOK_UPS.sender)];
  const doorkeeper = { ...node, enquiries, lookups };
  const reviser = reviserDoor(doorkeeper);
  const room = roomFor(ROOM);
  const taken = (results: readonly OfferResult[]) => {
    for (const { verdict } of results) observe({ what: "offer", verdict });
    announce();
    return results;
  };
  const take = async (peer: Site, body: Uint8Array, path: readonly string[]) => {
    await store.deliveries.wake(peer.id);
    await followSoon(store, peer.url, clock());
    await brake.admit(peer);
    // An empty push says that its sender is there, and where.
    if (body.byteLength === 0) return taken([]);
    return taken(await acceptPush(judges, peer, body, path, clock()));
  };
  const accept: PushDoor["accept"] = (peer, incoming, path = []) =>
    room.enter(peer.url, incoming, (body) => take(peer, body, path));
  return {
    accept,
    push: async (request, path) => {
      room.require();
      const { peer, body } = await authenticate(doorkeeper, request, clock());
      return accept(peer, body, path);
    },
    revise: async (request) => {
      room.require();
      const from = await reviser(request);
      if (from.may === "push") return accept(from.peer, from.body);
      return room.enter(from.url, from.body, async (body) => taken(await takeProposals(node, from, body)));
    },
  };
}
