import type { Operations } from "../../exchange/operations.ts";
import type { Random } from "../../exchange/random.ts";
import type { Self } from "../../exchange/self.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import { authorRoutes } from "./authors.ts";
import { calendarRoutes } from "./calendars.ts";
import { conflictRoutes } from "./conflicts.ts";
import { eventWriteRoutes } from "./event-writes.ts";
import { eventRoutes } from "./events.ts";
import { errandRoutes } from "./errands.ts";
import { fileRoutes } from "./files.ts";
import { nodeRoutes } from "./node.ts";
import { noticeRoutes } from "./notices.ts";
import { overlayRoutes } from "./overlays.ts";
import { peerRoutes } from "./peers.ts";
import { registrationRoutes } from "./registrations.ts";
import type { Route } from "./route.ts";
import { sitePollRoutes } from "./site-polls.ts";
import { siteRoutes } from "./sites.ts";
import { tokenRoutes } from "./tokens.ts";

/** What the API tells of and works on. */
export interface ApiNode {
  readonly self: Self;
  readonly store: Store;
  readonly operations: Operations;
  readonly publisher: Publisher;
  readonly random: Random;
  readonly clock: () => number;
}

/** Every route of the API, in the order of its documentation. */
export function apiTable(node: ApiNode): readonly Route[] {
  const { tokens, keys } = node.store;
  return [
    ...eventRoutes(node),
    ...eventWriteRoutes(node),
    ...conflictRoutes(node),
    ...overlayRoutes(node),
    ...calendarRoutes(node),
    ...siteRoutes(node),
    ...sitePollRoutes(node),
    ...fileRoutes(node),
    ...peerRoutes(node),
    ...registrationRoutes(node),
    ...tokenRoutes({ ...node, tokens }),
    ...authorRoutes({ ...node, keys }),
    ...noticeRoutes(node),
    ...errandRoutes(node),
    ...nodeRoutes(node),
  ];
}
