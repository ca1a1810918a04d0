import { Gauge, type Registry } from "prom-client";
import { siteState, type SiteState } from "../../sinks/public-site.ts";
import type { Statistics, Store } from "../../store/contract.ts";
import type { PeerLag } from "../../store/deliveries.ts";
import { sitesWithHealth } from "../feeds/site-health.ts";

type Counted = Pick<Store, "statistics" | "registry" | "deliveries">;

/** What the store holds; gives a function that looks again, for each time that the metrics are read. */
export function storeGauges(registry: Registry, store: Counted): () => Promise<void> {
  const showTotals = totals(registry);
  const showSites = sitesByState(registry);
  const showLag = lagOfPeers(registry);
  return async () => {
    const [statistics, sites, lag] = await Promise.all([
      store.statistics(),
      sitesWithHealth(store.registry),
      store.deliveries.lag(),
    ]);
    showTotals(statistics);
    showSites(sites.map(({ site, health }) => siteState(site, health)));
    showLag(lag);
  };
}

function totals(registry: Registry): (statistics: Statistics) => void {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  const events = gauge("discal_events", "Events that are published.");
  const versions = gauge("discal_versions", "Versions of events that are kept, the past among them.");
  const conflicts = gauge("discal_conflicts", "Events of which versions contradict each other.");
  const bytes = gauge("discal_database_bytes", "Size of the database.");
  const change = gauge(
    "discal_last_change_timestamp_seconds",
    "When something that is published last changed; 0 for never.",
  );
  return (statistics) => {
    events.set(statistics.events);
    versions.set(statistics.versions);
    conflicts.set(statistics.conflicts);
    bytes.set(statistics.bytes);
    change.set(statistics.lastChange / 1000);
  };
}

function sitesByState(registry: Registry): (states: readonly SiteState[]) => void {
  const sites = new Gauge({
    name: "discal_sites",
    help: "Feeds, peers and imported files, by how polling them goes.",
    labelNames: ["state"],
    registers: [registry],
  });
  const none: Readonly<Record<SiteState, number>> = {
    healthy: 0,
    failing: 0,
    suspended: 0,
    "not-polled": 0,
    imported: 0,
    disabled: 0,
  };
  return (states) => {
    const counts = { ...none };
    for (const state of states) counts[state] += 1;
    for (const [state, count] of Object.entries(counts)) sites.set({ state }, count);
  };
}

/** By the peer's origin: an operator has tens of them, and knows them by it. */
function lagOfPeers(registry: Registry): (lag: readonly PeerLag[]) => void {
  const gauge = (name: string, help: string, value: (lag: PeerLag) => number) => ({
    gauge: new Gauge({ name, help, labelNames: ["peer"], registers: [registry] }),
    value,
  });
  const gauges = [
    gauge("discal_peer_backlog", "Events that a peer has still to be offered.", (lag) => lag.backlog),
    gauge(
      "discal_peer_last_success_timestamp_seconds",
      "When a peer last answered a push; 0 for never.",
      (lag) => (lag.lastSuccess ?? 0) / 1000,
    ),
    gauge("discal_peer_failures", "Pushes to a peer that failed in a row.", (lag) => lag.failures),
    gauge("discal_peer_exceptions", "Events that a peer rejected or deferred.", (lag) => lag.exceptions),
    gauge("discal_peer_stopped", "1 where a peer's answer stopped the pushes to it.", (lag) =>
      Number(lag.stopped),
    ),
  ];
  return (lags) => {
    for (const { gauge, value } of gauges) {
      // A peer that was taken out of the configuration goes from here, too.
      gauge.reset();
      for (const lag of lags) gauge.set({ peer: lag.url }, value(lag));
    }
  };
}
