import { minuteText } from "../../sinks/moment.ts";
import type { PeerLag } from "../../store/deliveries.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** A peer that has failed for so long is told of, ms. */
const LONG = 3_600_000;

/** Does every peer take what this node sends? */
export async function checkPeers({
  config,
  store,
  now,
}: Pick<Patient, "config" | "store" | "now">): Promise<readonly Finding[]> {
  if (store === null) return [];
  const lags = await store.deliveries.lag();
  const faults = lags.flatMap((lag) => faultOf(lag, now, config.node.timezone));
  if (faults.length > 0) return faults;
  return [ok(`none of ${lags.length} that are pushed to fails`)];
}

function faultOf(lag: PeerLag, now: number, timezone: string): readonly Finding[] {
  const { url, siteId, stopped, failures, lastSuccess, lastError, backlog } = lag;
  const why = lastError ?? "it says no more";
  if (stopped)
    return [
      problem(
        `${url} refuses this node: ${why}`,
        `Ask its operator to add this node, or its key; then: npx discal peers replay ${siteId}`,
      ),
    ];
  if (failures === 0 || (lastSuccess !== null && now - lastSuccess < LONG)) return [];
  const since =
    lastSuccess === null ? "never took anything" : `took nothing since ${minuteText(lastSuccess, timezone)}`;
  return [
    warning(
      `${url} ${since}, ${backlog} wait: ${why}`,
      "It is tried again by itself; ask its operator if it lasts.",
    ),
  ];
}
