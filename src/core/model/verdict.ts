/** What merging one version came to (protocol, section 4). */
export type MergeVerdict = "accept" | "ignore" | "conflict";

/** What a node answers about one object that was offered to it (protocol, section 7). */
export type OfferVerdict =
  "accepted" | "duplicate" | "conflict" | "held" | "deferred" | "filtered" | "rejected";

/** One line of the answer to `enter-event`. */
export interface OfferResult {
  readonly uid: string;
  readonly revision: number | null;
  readonly verdict: OfferVerdict;
  readonly reason: string;
}
