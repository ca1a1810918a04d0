import { DomainError } from "../../core/model/domain-error.ts";
import { inTurn } from "../lane.ts";

/** Octets of bodies that are held side by side; one that finds no room among them is fetched alone. */
const BESIDE = 64 * 1024 * 1024;

/** Room for the bodies of feeds, of all that a node fetches at the same time. */
export interface BodyRoom {
  /** A share of the room for one body. */
  share(): Share;
  /** Does what holds a body for which there was no room, one after the other. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** What one body takes of the room. */
export interface Share {
  /** Takes so many octets more. Throws where there is no room for them: then all that it had is free. */
  readonly hold: (octets: number) => void;
  /** Was there no room? */
  isRefused(): boolean;
  /** Gives back what it has. */
  free(): void;
}

export function createBodyRoom(octets = BESIDE): BodyRoom {
  let left = octets;
  const share = (): Share => {
    let [held, refused] = [0, false];
    const free = () => {
      left += held;
      held = 0;
    };
    return {
      hold: (more) => {
        refused ||= more > left;
        if (refused) free();
        if (refused) throw new DomainError("unavailable", "There is no room for its answer just now.");
        held += more;
        left -= more;
      },
      isRefused: () => refused,
      free,
    };
  };
  return { share, alone: inTurn() };
}

/** Does work that holds a body: beside others where there is room, else once more, alone. */
export async function withRoom<T>(room: BodyRoom, work: (share: Partial<Share>) => Promise<T>): Promise<T> {
  const share = room.share();
  try {
    return await work(share);
  } catch (error) {
    if (!share.isRefused()) throw error;
  } finally {
    share.free();
  }
  return room.alone(() => work({}));
}
