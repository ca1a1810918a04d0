import { Registry } from "prom-client";
import type { Observe } from "../../core/model/observed.ts";
import type { Store } from "../../store/contract.ts";
import { createActivity } from "./activity.ts";
import { processGauges } from "./process-gauges.ts";
import { storeGauges } from "./store-gauges.ts";

/** The figures of one node. */
export interface Metrics {
  /** Counts what the node did. */
  readonly observe: Observe;
  /** All figures as of now, in Prometheus' text format. */
  text(): Promise<{ readonly contentType: string; readonly body: string }>;
}

export function createMetrics(node: {
  readonly store: Pick<Store, "statistics" | "registry" | "deliveries">;
  readonly version: string;
}): Metrics {
  const registry = new Registry();
  const observe = createActivity(registry);
  const lookIntoStore = storeGauges(registry, node.store);
  const lookAtProcess = processGauges(registry, node.version);
  return {
    observe,
    text: async () => {
      await lookIntoStore();
      lookAtProcess();
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}
