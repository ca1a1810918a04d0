import { uidToSegment } from "../../src/sinks/event-path.ts";
import type { Dice } from "../../test/support/dice.ts";
import type { House } from "./town.ts";

/** What was asked of the nodes, and how they took it. */
export interface Tally {
  entered: number;
  edited: number;
  cancelled: number;
  deleted: number;
  /** The node was down, or somebody else was faster. */
  refused: number;
}

export function newTally(): Tally {
  return { entered: 0, edited: 0, cancelled: 0, deleted: 0, refused: 0 };
}

/** A person at some node does something with some event, over the API. */
export async function workOnce(
  houses: readonly House[],
  dice: Dice,
  uids: string[],
  tally: Tally,
): Promise<void> {
  const house = dice.pick(houses);
  const uid = uids.length === 0 ? null : dice.pick(uids);
  const [what, method, path, body] = act(dice, uid);
  try {
    const response = await fetch(`${house.direct}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${dice.pick(house.tokens)}`, "content-type": "application/json" },
      ...(body !== null && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(5_000),
    });
    const answer = (await response.json()) as { readonly uid?: string };
    if (!response.ok) {
      tally.refused += 1;
      return;
    }
    tally[what] += 1;
    if (what === "entered" && answer.uid !== undefined) uids.push(answer.uid);
  } catch {
    tally.refused += 1;
  }
}

type Act = readonly [keyof Omit<Tally, "refused">, "POST" | "PATCH" | "DELETE", string, object | null];

function act(dice: Dice, uid: string | null): Act {
  const title = `Event ${dice.between(1, 1_000_000)}`;
  const start = `2027-0${dice.between(1, 9)}-1${dice.between(0, 9)}T1${dice.between(0, 9)}:00`;
  if (uid === null || dice.between(1, 3) === 1) return ["entered", "POST", "/events", { title, start }];
  const at = `/events/${uidToSegment(uid)}`;
  const edit: Act = ["edited", "PATCH", at, { title, status: "CONFIRMED" }];
  return dice.pick<Act>([
    edit,
    edit,
    edit,
    ["cancelled", "POST", `${at}/cancel`, null],
    ["deleted", "DELETE", at, null],
  ]);
}
