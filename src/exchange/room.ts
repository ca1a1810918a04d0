import { breathe } from "../workshop/breathe.ts";
import { DomainError } from "../core/model/domain-error.ts";
import { inTurn } from "./lane.ts";

/** What is about to come. */
export interface Incoming {
  /** Octets that its sender announces; null where it does not say. */
  readonly announced: number | null;
  /** Reads it; throws a DomainError `too-large`. */
  readonly read: () => Promise<Uint8Array>;
}

/** How much may come in at once. */
interface Bounds {
  /** Octets of all that is read or waits for its turn. */
  readonly octets: number;
  /** Of one: who announces nothing counts as so many. */
  readonly octetsOfOne: number;
  /** Bodies that one sender may have on their way. */
  readonly ofOneSender: number;
}

/** s; whoever pushes comes again by itself. */
const WAIT = 5;

/**
 * Room for what is pushed: bodies are read side by side, and what they hold is taken one after the other, so that pages and
 * feeds are answered in between. Throws a DomainError before a body is read: `unavailable` where there is no room left, and
 * `too-many` where one sender takes too much of it.
 */
export function roomFor({ octets, octetsOfOne, ofOneSender }: Bounds) {
  const underWay = new Map<string, number>();
  const next = inTurn();
  let left = octets;

  return async <T>(sender: string, { announced, read }: Incoming, take: (body: Uint8Array) => Promise<T>) => {
    const size = Math.min(announced ?? octetsOfOne, octetsOfOne);
    const own = underWay.get(sender) ?? 0;
    if (own >= ofOneSender)
      throw new DomainError("too-many", `${sender} sends ${own} bodies already: send one after the other.`, {
        fault: "busy",
        seconds: WAIT,
      });
    if (size > left)
      throw new DomainError(
        "unavailable",
        "So much is pushed here just now that there is no room for more.",
        {
          fault: "busy",
          seconds: WAIT,
        },
      );
    left -= size;
    underWay.set(sender, own + 1);
    try {
      const body = await read();
      return await next(async () => {
        await breathe();
        return take(body);
      });
    } finally {
      left += size;
      const others = (underWay.get(sender) ?? 1) - 1;
      if (others > 0) underWay.set(sender, others);
      else underWay.delete(sender);
    }
  };
}
