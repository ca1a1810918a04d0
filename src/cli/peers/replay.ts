import type { Command } from "commander";
import { findSite } from "../find-site.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { peersOf } from "./peers-of.ts";

/** `discal peers replay`: deliveries to a peer start over. */
export function addPeersReplay(peers: Command, shell: Shell): void {
  peers
    .command("replay")
    .description("offer a peer everything that it is not known to have, also after it has refused us")
    .argument("<peer>", "its name, number, address or host")
    .addHelpText(
      "after",
      `
Examples:
  discal peers replay calendar.neighbour.example`,
    )
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        const { id, name } = findSite(peersOf(await node.store.registry.all()), wanted, "peer");
        await node.replay(id);
        say({ replayed: id }, () => `${name} is offered everything that it lacks, by the running server.`);
      });
    });
}
