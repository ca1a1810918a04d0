import type { Result } from "./simulation.ts";

/** A run in sentences. */
export function report(result: Result): string {
  const { seed, nodes, edges, versions, messages, transfers, bytes, conflicts, least } = result;
  const { diverged, divergedBefore, oracleDiffers } = result;
  const each = (transfers / (versions * edges)).toFixed(2);
  return [
    `Seed ${seed}: ${nodes} nodes, ${edges} edges (each in one direction), ${versions} versions.`,
    `${messages} messages of ${(bytes / 1e6).toFixed(1)} MB carried ${transfers} copies of versions: ${each} for each version and edge.`,
    `Each node that took a version, but the first, must be told of it once: ${least} copies. So ${(transfers / Math.max(1, least)).toFixed(2)} times the least possible.`,
    `${conflicts} events wait for a person. Before digests were compared ${divergedBefore} honest nodes differed from most.`,
    ...(oracleDiffers === null || oracleDiffers === 0
      ? []
      : [`An oracle that keeps every version says otherwise of ${oracleDiffers} events.`]),
    diverged === 0
      ? "In the end all honest nodes agree."
      : `In the end ${diverged} honest nodes DIFFER from most.`,
  ].join("\n");
}
