import type { Config } from "../../config/config.ts";
import type { Site } from "../../core/model/site.ts";
import { UsageError } from "../exit.ts";

/** Throws a UsageError that says what to do where a site is none that the command line may change. */
export function requireOwnRow({ name, kind, declared }: Site, { file }: Pick<Config, "file">): void {
  if (declared === "sample")
    throw new UsageError(
      `"${name}" belongs to the made-up sample city; \`npx discal init\` writes a peers.yaml for your own sites`,
    );
  if (declared !== "file") return;
  const section = kind === "peer" ? "peers:" : "sites:";
  throw new UsageError(
    `"${name}" stands under \`${section}\` in ${file ?? "peers.yaml"}: change it there; a running server takes that over on SIGHUP, all else at its next start`,
  );
}
