import type { Command } from "commander";
import { findSite } from "../find-site.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { requireOwnRow } from "../sites/own-row.ts";
import { peersOf } from "./peers-of.ts";

/** `discal peers remove`: of those that were added here or over the API. */
export function addPeersRemove(peers: Command, shell: Shell): void {
  peers
    .command("remove")
    .description("remove a peer that was added by `peers add`: nothing is exchanged with it any more")
    .argument("<peer>", "its name, number, address or host")
    .addHelpText(
      "after",
      `
Examples:
  discal peers remove calendar.neighbour.example`,
    )
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const enabled = peersOf(await node.store.registry.all()).filter((peer) => peer.enabled);
        const peer = findSite(enabled, wanted, "peer");
        requireOwnRow(peer, config);
        await node.changeSite(peer.id, { enabled: false });
        say({ removed: peer.id }, () => `Removed ${peer.name}. The events that came from it stay.`);
      });
    });
}
