import { Counter, Histogram, type Registry } from "prom-client";
import type { Observe, Observed } from "../../core/model/observed.ts";
import type { OfferVerdict } from "../../core/model/verdict.ts";

const POLLS = ["changed", "unchanged", "failed", "busy"] as const;
const DELIVERIES = ["delivered", "failed"] as const;
const VERDICTS: Readonly<Record<OfferVerdict, true>> = {
  accepted: true,
  duplicate: true,
  conflict: true,
  held: true,
  deferred: true,
  filtered: true,
  rejected: true,
};
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Seconds: foreign machines take their time. */
const FOREIGN = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const OWN = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Counts what a node does, from the program's start on. What has few names is there from the beginning, with 0. */
export function createActivity(registry: Registry): Observe {
  const registers = [registry];
  const polls = new Counter({
    name: "discal_polls_total",
    help: "Polls of feeds and peers, by what they came to.",
    labelNames: ["outcome"],
    registers,
  });
  const pollSeconds = new Histogram({
    name: "discal_poll_duration_seconds",
    help: "How long a poll took, from the request until its events were stored.",
    buckets: FOREIGN,
    registers,
  });
  const offers = new Counter({
    name: "discal_offers_total",
    help: "Events that peers pushed to this node, by the verdict that they were given.",
    labelNames: ["verdict"],
    registers,
  });
  const deliveries = new Counter({
    name: "discal_deliveries_total",
    help: "Batches pushed to peers, by whether they were answered.",
    labelNames: ["outcome"],
    registers,
  });
  const delivered = new Counter({
    name: "discal_delivered_objects_total",
    help: "Events in batches that peers have answered.",
    registers,
  });
  const deliverySeconds = new Histogram({
    name: "discal_delivery_duration_seconds",
    help: "How long a batch took, from its signature until the peer's answer was stored.",
    buckets: FOREIGN,
    registers,
  });
  const requests = new Counter({
    name: "discal_http_requests_total",
    help: "Requests that were answered, by route, method and class of status.",
    labelNames: ["route", "method", "status"],
    registers,
  });
  const requestSeconds = new Histogram({
    name: "discal_http_request_duration_seconds",
    help: "How long a request took until its answer began.",
    labelNames: ["route", "method"],
    buckets: OWN,
    registers,
  });
  for (const outcome of POLLS) polls.inc({ outcome }, 0);
  for (const verdict of Object.keys(VERDICTS)) offers.inc({ verdict }, 0);
  for (const outcome of DELIVERIES) deliveries.inc({ outcome }, 0);

  return (observed: Observed) => {
    switch (observed.what) {
      case "poll":
        polls.inc({ outcome: observed.outcome });
        if (observed.outcome !== "busy") pollSeconds.observe(seconds(observed));
        return;
      case "offer":
        offers.inc({ verdict: observed.verdict });
        return;
      case "delivery":
        deliveries.inc({ outcome: observed.outcome });
        if (observed.outcome === "delivered") delivered.inc(observed.objects);
        deliverySeconds.observe(seconds(observed));
        return;
      case "request": {
        const at = {
          route: observed.route,
          method: METHODS.has(observed.method) ? observed.method : "other",
        };
        requests.inc({ ...at, status: `${Math.floor(observed.status / 100)}xx` });
        requestSeconds.observe(at, seconds(observed));
      }
    }
  };
}

/** A clock that was set back makes nothing take less than no time. */
function seconds({ took }: { readonly took: number }): number {
  return Math.max(0, took) / 1000;
}
