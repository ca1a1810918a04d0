import { type Finding, ok, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** Are the rules of time zones (IANA's, which come with Node) of this year or the last? */
export function checkTimeZones({ config, now }: Pick<Patient, "config" | "now">, version: string): Finding {
  const found = `version ${version}; this node's zone is ${config.node.timezone}`;
  const year = Number(/^\d{4}/.exec(version)?.[0] ?? 0);
  return new Date(now).getUTCFullYear() - year <= 1
    ? ok(found)
    : warning(
        `${found}: countries have changed their clocks since`,
        "Update Node, which brings them: npm update, or your system's.",
      );
}
