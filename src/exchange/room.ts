import { DomainError } from "../core/model/domain-error.ts";
import { headcount } from "./headcount.ts";
import { inGoes } from "./goes.ts";

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
  /** Bodies that are read or wait for their turn: of all, and of one sender. */
  readonly most: number;
  readonly ofOneSender: number;
}

/** Room for what is pushed. */
export interface Room {
  /** Throws where none is left: before anything is done to find out who comes. */
  require(): void;
  /** Reads a body, and takes what it holds when its turn has come. */
  enter<T>(sender: string, incoming: Incoming, take: (body: Uint8Array) => Promise<T>): Promise<T>;
}

/** s; whoever pushes comes again by itself. */
const WAIT = 5;

/** Octets of bodies that are taken in one go: of the dearest objects some 45 ms. */
const AT_ONCE = 192 * 1024;

/**
 * Room for what is pushed: bodies are read side by side, and what they hold is taken some at a time, of each sender one after
 * the other, so that pages and feeds are answered in between. Throws a DomainError before a body is read: `unavailable` where there is no room left, and
 * `too-many` where one sender takes too much of it.
 */
export function roomFor({ octets, octetsOfOne, most, ofOneSender }: Bounds): Room {
  const bodies = headcount();
  const takeInGoes = inGoes(AT_ONCE);
  let left = octets;
  let inside = 0;

  const require = (size = 0): void => {
    if (inside < most && size <= left) return;
    throw new DomainError("unavailable", "So much is pushed here just now that there is no room for more.", {
      fault: "busy",
      seconds: WAIT,
    });
  };

  const enter: Room["enter"] = async (sender, { announced, read }, take) => {
    const size = Math.min(announced ?? octetsOfOne, octetsOfOne);
    const own = bodies.of(sender);
    if (own >= ofOneSender)
      throw new DomainError("too-many", `${sender} sends ${own} bodies already: send one after the other.`, {
        fault: "busy",
        seconds: WAIT,
      });
    require(size);
    inside += 1;
    left -= size;
    bodies.add(sender);
    try {
      const body = await read();
      return await takeInGoes(sender, body.byteLength, () => take(body));
    } finally {
      inside -= 1;
      left += size;
      bodies.remove(sender);
    }
  };
  return { require, enter };
}
