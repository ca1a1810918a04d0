import type { Refusal } from "../../../core/model/refusal.ts";
import type { PollSummary } from "../../polls.ts";
import type { Weighed } from "./weigh.ts";

/** A summary in the making. */
export interface PollSummaryDraft extends PollSummary {
  readonly refused: Refusal[];
  readonly fresh: string[];
  readonly revised: string[];
  readonly sighted: string[];
  readonly proposed: string[];
  readonly vanished: string[];
  readonly returned: string[];
  unchanged: number;
}

export function startSummary(siteId: number, refused: readonly Refusal[]): PollSummaryDraft {
  return {
    siteId,
    refused: [...refused],
    fresh: [],
    revised: [],
    sighted: [],
    proposed: [],
    vanished: [],
    returned: [],
    unchanged: 0,
  };
}

/** Puts one UID where it belongs, by what came of it; what came back stands there as well. */
export function settle(
  summary: PollSummaryDraft,
  uid: string,
  { action, admission }: Weighed,
  news: "new" | "returned" | "known",
): void {
  if (news === "returned") summary.returned.push(uid);
  if (action === "propose") summary.proposed.push(uid);
  // Other bytes that say the same are kept where they lead, and are no news to people.
  else if (admission?.changed === true && admission.verdict !== "duplicate")
    (admission.fresh ? summary.fresh : summary.revised).push(uid);
  else if (action === "sight" || news === "new") summary.sighted.push(uid);
  else summary.unchanged += 1;
}
