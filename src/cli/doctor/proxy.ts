import { DomainError } from "../../core/model/domain-error.ts";
import { type Finding, ok, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

/**
 * Is a proxy in front that the node does not know? This program speaks plain HTTP, so whoever reaches it by https:
 * comes through one.
 */
export function checkProxy({ config, outside }: Pick<Patient, "config" | "outside">): readonly Finding[] {
  const { proxies } = config.network;
  if (proxies.length > 0) return [ok(`${proxies.join(", ")} are believed when they say for whom they ask`)];
  const isBehind =
    config.node.url.startsWith("https:") && outside !== null && !(outside instanceof DomainError);
  if (!isBehind) return [];
  return [
    warning(
      "a proxy is in front of this node, but network.proxies does not name it: all visitors look like one, also to the limits on how much may be asked",
      "Add the proxy's address to network.proxies, such as 127.0.0.1, and let it send X-Forwarded-For.",
    ),
  ];
}
