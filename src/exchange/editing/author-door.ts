import { hash } from "node:crypto";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Observe } from "../../core/model/observed.ts";
import type { Site } from "../../core/model/site.ts";
import { includes } from "../../core/model/token.ts";
import type { OfferResult } from "../../core/model/verdict.ts";
import type { Store } from "../../store/contract.ts";
import type { Verifier } from "../../wire/signer.ts";
import { breathe } from "../../workshop/breathe.ts";
import { decodeCalendars } from "../pushing/calendars.ts";
import { requireWelcome } from "../pushing/may-push.ts";
import { offerCalendar } from "./enter.ts";
import type { Random } from "../random.ts";
import type { Self } from "../self.ts";
import { enterSigned, type SignedEntry } from "./signed-entry.ts";
import { authenticateToken } from "../tokens.ts";

/** Whose token it is: an author's of this node, or a site's that this node has asked to push to it. */
export type Bearer =
  { readonly is: "author"; readonly name: string } | { readonly is: "peer"; readonly peer: Site };

/** Where people of this node enter events by the protocol's own endpoint (protocol, sections 2 and 7). */
export interface AuthorDoor {
  /** Throws a DomainError `unauthorized`, or `forbidden` where the token may not enter events. */
  whoBears(token: string): Promise<Bearer>;
  /** Enters calendars by the four-attribute rule, one result for each; `name`: of the author's token. */
  enter(name: string, body: Uint8Array): Promise<readonly OfferResult[]>;
  /** As {@link enterSigned}. */
  enterSigned(entry: SignedEntry): Promise<readonly OfferResult[]>;
}

interface Doorkeeper {
  readonly self: Self;
  readonly store: Store;
  readonly verifier: Verifier;
  readonly clock: () => number;
  readonly random: Random;
  readonly observe: Observe;
}

/** Opens the door for authors; `announce`: there is something to deliver. */
export function openAuthorDoor(node: Doorkeeper, announce: () => void): AuthorDoor {
  const { store, clock, observe } = node;
  const author = { ...node, commons: store.commons };
  const entered = (results: readonly OfferResult[]) => {
    for (const { verdict } of results) observe({ what: "offer", verdict });
    announce();
    return results;
  };
  return {
    whoBears: (token) => whoBears(store, token, clock()),
    async enter(name, body) {
      const person = { ...author, by: name };
      const results: OfferResult[] = [];
      for (const text of decodeCalendars(body)) {
        if (text === null) results.push(rejected("Its bytes are no UTF-8."));
        else results.push(await offerCalendar(person, text).catch(refused));
        await breathe();
      }
      return entered(results);
    },
    enterSigned: async (entry) => entered([await enterSigned(author, entry)]),
  };
}

async function whoBears(
  { tokens, registrations, registry }: Pick<Store, "tokens" | "registrations" | "registry">,
  text: string,
  now: number,
): Promise<Bearer> {
  const asked = await registrations.byCredential(hash("sha256", text));
  if (asked !== null) {
    await requireWelcome(registry, asked.site);
    const peer = await registry.byUrl(asked.site);
    if (peer !== null && peer.kind === "peer" && peer.enabled) return { is: "peer", peer };
    throw new DomainError("forbidden", `${asked.site} is no peer of this node any more.`, {
      fault: "not-accepted",
    });
  }
  const { name, role } = await authenticateToken(tokens, text, now);
  if (includes(role, "editor")) return { is: "author", name };
  throw new DomainError("forbidden", `The token “${name}” has the role ${role}; this needs editor.`, {
    fault: "not-accepted",
  });
}

/** One bad calendar never fails the others; a full disk does. */
function refused(error: unknown): OfferResult {
  if (error instanceof DomainError && error.problem !== "unavailable") return rejected(error.message);
  throw error;
}

function rejected(reason: string): OfferResult {
  return { uid: "", revision: null, verdict: "rejected", reason };
}
