import type { OfferVerdict } from "./verdict.ts";

/** Something that a node did, to be counted (`/metrics`); `took` in ms. */
export type Observed =
  | {
      readonly what: "poll";
      readonly outcome: "changed" | "unchanged" | "failed" | "busy";
      readonly took: number;
    }
  | { readonly what: "offer"; readonly verdict: OfferVerdict }
  | {
      readonly what: "delivery";
      readonly outcome: "delivered" | "failed";
      readonly objects: number;
      readonly took: number;
    }
  | {
      readonly what: "request";
      readonly route: string;
      readonly method: string;
      readonly status: number;
      readonly took: number;
    };

/** Takes note of what a node did. */
export type Observe = (observed: Observed) => void;
