import type { Refusal } from "../model/refusal.ts";
import { lastModifiedOf, sequenceOf } from "./calendar-text.ts";
import { componentDigest } from "./digest.ts";
import type { FeedEvent } from "./feed-block.ts";

/** The events of one UID that count. */
export interface Undoubled {
  readonly kept: readonly FeedEvent[];
  readonly refused: readonly Refusal[];
}

/** Of two masters, or two overrides of one happening, the greater counts, the other is reported (protocol, section 3). */
export function withoutDoubles(members: readonly FeedEvent[]): Undoubled {
  const refused: Refusal[] = [];
  const kept = new Map<string, FeedEvent>();
  for (const member of members) {
    const rival = kept.get(member.recurrenceId);
    if (rival === undefined) {
      kept.set(member.recurrenceId, member);
      continue;
    }
    const [winner, loser] = isGreater(member, rival) ? [member, rival] : [rival, member];
    kept.set(member.recurrenceId, winner);
    refused.push(double(loser, winner));
  }
  return { kept: [...kept.values()], refused };
}

function isGreater(a: FeedEvent, b: FeedEvent): boolean {
  const order = sequenceOf(a.own) - sequenceOf(b.own);
  if (order !== 0) return order > 0;
  const [x, y] = [lastModifiedOf(a.own), lastModifiedOf(b.own)];
  return x === y ? componentDigest(a.event) > componentDigest(b.event) : x > y;
}

function double({ uid, recurrenceId, event }: FeedEvent, winner: FeedEvent): Refusal {
  const what = recurrenceId === "" ? "as a master" : `with RECURRENCE-ID ${recurrenceId}`;
  const reason = `This UID stands twice ${what}; the event in line ${winner.event.line} counts.`;
  return { component: "VEVENT", uid, line: event.line, rule: "duplicate", reason };
}
