import type { Command } from "commander";
import { peerOptions } from "../../config/site-options.ts";
import type { SiteChange } from "../../store/registry.ts";
import { UsageError } from "../exit.ts";

/** How much a peer may bring. */
export interface QuotaOption {
  readonly quota?: string;
}

export function withQuota(command: Command): Command {
  return command.option("--quota <number>", "most new events that it may bring within a day, or usual");
}

/** What the option says; nothing where it is left out. Throws a UsageError. */
export function quotaSetting({ quota }: QuotaOption): Pick<SiteChange, "quota"> {
  if (quota === undefined) return {};
  if (quota === "usual") return { quota: null };
  const read = peerOptions.shape.quota.safeParse(/^\d{1,10}$/.test(quota) ? Number(quota) : Number.NaN);
  if (read.success && read.data !== undefined) return { quota: read.data };
  const [issue] = read.error?.issues ?? [];
  throw new UsageError(`--quota is "${quota}": expected ${issue?.message ?? "a number of events"}, or usual`);
}
