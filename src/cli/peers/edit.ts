import type { Command } from "commander";
import { peerJson } from "../../sinks/peer-json.ts";
import { UsageError } from "../exit.ts";
import { type FilterOptions, filterSettings, withFilters } from "../filter-options.ts";
import { findSite } from "../find-site.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { requireOwnRow } from "../sites/own-row.ts";
import { siteSettings } from "../sites/site-settings.ts";
import { type QuotaOption, quotaSetting, withQuota } from "./quota-option.ts";
import { peersOf } from "./peers-of.ts";

interface Options extends FilterOptions, QuotaOption {
  readonly name?: string;
  readonly poll?: string;
  readonly push?: boolean;
  readonly accept?: boolean;
}

/** `discal peers edit`: what is exchanged with a peer that was added here or over the API. */
export function addPeersEdit(peers: Command, shell: Shell): void {
  withQuota(withFilters(peers.command("edit")))
    .description("change a peer that was added by `peers add`, or over the API")
    .argument("<peer>", "its name, number, address or host")
    .option("--name <name>", "what people call it")
    .option("--poll <schedule>", 'how often its feed is read: "30m", "1h", a cron pattern, or never')
    .option("--push", "push new versions to it")
    .option("--no-push", "don't push new versions to it")
    .option("--accept", "take its pushes")
    .option("--no-accept", "don't take its pushes")
    .addHelpText(
      "after",
      `
Examples:
  discal peers edit "Next town" --filter-in "{tags: [music], hops: 3}"
  discal peers edit "Next town" --filter-out everything --no-accept
  discal peers edit "Next town" --quota 500`,
    )
    .action(async (wanted: string, options: Options, command: Command) => {
      const { push, accept } = options;
      const change = {
        ...siteSettings({
          ...(options.name !== undefined && { name: options.name }),
          ...(options.poll !== undefined && { poll: options.poll }),
        }),
        ...filterSettings(options),
        ...quotaSetting(options),
        ...(push !== undefined && { push }),
        ...(accept !== undefined && { accept }),
      };
      if (Object.keys(change).length === 0)
        throw new UsageError(
          "nothing is to be changed: give --name, --poll, --push, --accept, --quota, --filter-in or --filter-out",
        );
      await withNode(shell, command, async ({ node, config, say }) => {
        const peer = findSite(peersOf(await node.store.registry.all()), wanted, "peer");
        requireOwnRow(peer, config);
        const changed = await node.changeSite(peer.id, change);
        const lag = await node.store.deliveries.lagOf(peer.id);
        say({ changed: peerJson(changed, lag) }, () => `Changed ${changed.name}.`);
      });
    });
}
