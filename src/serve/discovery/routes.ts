import { Hono } from "hono";
import type { Self } from "../../exchange/self.ts";
import type { Publisher } from "../../sinks/publisher.ts";
import type { Store } from "../../store/contract.ts";
import { nodeInfoRoutes } from "./node-info.ts";
import { robotsRoutes } from "./robots.ts";
import { securityTextRoutes } from "./security-text.ts";
import { webKeyRoutes } from "./web-key.ts";

/** What programs that know nothing of calendars look for on every site. */
export function discoveryRoutes(node: {
  readonly self: Pick<Self, "url" | "signer" | "authority">;
  readonly publisher: Publisher;
  readonly statistics: Store["statistics"];
  /** The program's. */
  readonly version: string;
  /** Where people report faults: a `mailto:` or `https:` URL. */
  readonly contact: string | null;
  readonly clock: () => number;
}): Hono {
  return new Hono()
    .route("/", nodeInfoRoutes(node))
    .route("/", webKeyRoutes(node.self))
    .route("/", securityTextRoutes({ url: node.self.url, contact: node.contact }, node.clock))
    .route("/", robotsRoutes(node.publisher));
}
