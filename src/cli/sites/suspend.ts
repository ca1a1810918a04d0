import type { Command } from "commander";
import { findSite } from "../find-site.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";

/** `discal sites suspend` and `resume`. */
export function addSitesSuspend(sites: Command, shell: Shell): void {
  sites
    .command("suspend")
    .description("stop polling a site until it is resumed; its events stay")
    .argument("<site>", "its name, number, address or host")
    .option("--reason <text>", "why, for whoever asks later", "suspended by hand")
    .addHelpText(
      "after",
      `
Examples:
  discal sites suspend "Town library" --reason "moves to a new address in May"
  discal sites resume "Town library"`,
    )
    .action(async (wanted: string, { reason }: { reason: string }, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        const { id, name } = findSite(await node.store.registry.all(), wanted);
        await node.suspendSite(id, reason);
        say({ suspended: id }, () => `${name} is not polled until: npx discal sites resume ${id}`);
      });
    });
  sites
    .command("resume")
    .description("poll a site again that was suspended, by hand or after too many failures")
    .argument("<site>", "its name, number, address or host")
    .addHelpText(
      "after",
      `
Examples:
  discal sites resume "Town library"`,
    )
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        const { id, name } = findSite(await node.store.registry.all(), wanted);
        await node.resumeSite(id);
        say(
          { resumed: id },
          () => `${name} is polled again, next by the running server, or now by: npx discal poll ${id}`,
        );
      });
    });
}
