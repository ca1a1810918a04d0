import { ownUrlFault } from "../../config/relations.ts";
import { parseOrigin } from "../../config/value.ts";
import { DomainError } from "../../core/model/domain-error.ts";
import type { Store } from "../../store/contract.ts";
import type { Move } from "../../store/moves.ts";
import { MOST_MOVES, signMove } from "../../wire/move.ts";
import type { Self } from "../self.ts";

interface Mover {
  readonly self: Self;
  readonly store: Pick<Store, "moves" | "registry">;
  /** Ranges of `network.allow`. */
  readonly allow: readonly string[];
  readonly clock: () => number;
}

/**
 * Signs that this node leaves an origin for another, and says the same of all origins that it left before, so that a
 * peer that missed a move follows the last one. Its site document shows that as soon as the node runs at the new one,
 * and its peers are told. Throws a DomainError `invalid` where the two are no such origins, `conflict` where the new one
 * is a known site.
 */
export async function moveNode(
  { self, store, allow, clock }: Mover,
  newUrl: string,
  oldUrl: string = self.url,
): Promise<readonly Move[]> {
  const [to, from] = [requireOrigin(newUrl, allow), requireOrigin(oldUrl, ["0.0.0.0/0", "::/0"])];
  if (to === from)
    throw new DomainError("invalid", `${to} is where the node is already: name the new and the old address.`);
  const known = await store.registry.byUrl(to);
  if (known?.enabled === true)
    throw new DomainError("conflict", `${to} is a site of its own here, “${known.name}”: remove that first.`);
  const left = [from, ...(await store.moves.all()).map((move) => move.from)];
  const signed: Move[] = [];
  for (const origin of new Set(left.filter((each) => each !== to))) {
    const { created, signature } = await signMove({ from: origin, to }, self.signer, clock());
    const move = { from: origin, to, createdAt: created * 1000, signature };
    await store.moves.add(move);
    signed.push(move);
  }
  return signed;
}

function requireOrigin(text: string, allow: readonly string[]): string {
  const origin = parseOrigin(text);
  const fault =
    origin === null
      ? `expected an origin such as "https://calendar.example", without path`
      : ownUrlFault(origin, allow);
  if (origin !== null && fault === null) return origin;
  throw new DomainError("invalid", `“${text.slice(0, 200)}” cannot be where a node is: ${fault}.`);
}

/** The moves that lead to an origin: of each that was left the newest, and of all the newest few. */
export function movesTo(to: string, moves: readonly Move[]): readonly Move[] {
  const newest = new Map(moves.filter((move) => move.to === to).map((move) => [move.from, move]));
  return [...newest.values()].slice(-MOST_MOVES);
}
