import { type Finding, ok, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** Which configuration counts. */
export function checkConfiguration({ config }: Pick<Patient, "config">): Finding {
  const { file, sites } = config;
  if (file !== null) return ok(`${file}; sites and peers in it: ${sites.length}`);
  return warning(
    "there is no peers.yaml here: the node shows the made-up sample city, and exchanges nothing",
    "Write one by `npx discal init`, or name yours with --config or DISCAL_CONFIG.",
  );
}
