import { mayUsePlainHttp } from "../config/plain-http.ts";
import type { PlainHttp } from "../core/ical/attributes.ts";
import type { Move } from "../store/moves.ts";
import type { Signer } from "../wire/signer.ts";

/** Who this node is to others, all of it from its own configuration. */
export interface Self {
  /** Origin: `https://calendar.example`. */
  readonly url: string;
  readonly name: string;
  /** Host name in fresh UIDs. */
  readonly host: string;
  /** `X-REVISE-URL` of what is entered or minted here. */
  readonly reviseUrl: string;
  readonly timezone: string;
  /** `network.allow`: where revise URLs may be `http:`. */
  readonly allow: readonly string[];
  /** By `allow`. */
  readonly plainHttp: PlainHttp;
  readonly signer: Signer;
  /** How fresh UIDs are minted (protocol, section 4, Authority). */
  readonly authority: "open" | "locked";
  /** Where this node was before, signed. */
  readonly moves: readonly Move[];
}

/** Paths of the endpoints (protocol, section 7). */
export const PATHS = {
  siteDocument: "/.well-known/discal",
  enterEvent: "/discal/enter-event",
  revise: "/discal/revise",
  pushRegister: "/discal/push-register",
  changes: "/discal/v1/changes",
  digest: "/discal/v1/digest",
  objects: "/discal/v1/objects",
  keys: "/discal/v1/keys",
  feed: "/feed.ics",
  events: "/events.json",
} as const;

/** Puts together who a node is. */
export function createSelf(
  node: {
    readonly url: string;
    readonly name: string;
    readonly timezone: string;
    readonly authority: "open" | "locked";
  },
  allow: readonly string[],
  signer: Signer,
  moves: readonly Move[] = [],
): Self {
  return {
    url: node.url,
    name: node.name,
    host: new URL(node.url).hostname,
    reviseUrl: `${node.url}${PATHS.revise}`,
    timezone: node.timezone,
    allow,
    plainHttp: (hostname) => mayUsePlainHttp(hostname, allow),
    signer,
    authority: node.authority,
    moves,
  };
}

/** Is a change that is reported to this revise URL for this node to take: is it here, or was it here once? */
export function isHere({ url, moves }: Pick<Self, "url" | "moves">, reviseUrl: string): boolean {
  const origin = URL.parse(reviseUrl)?.origin;
  return origin === url || moves.some(({ from }) => from === origin);
}
