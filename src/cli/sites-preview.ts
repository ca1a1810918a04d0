import type { Command } from "commander";
import { PATHS } from "../exchange/self.ts";
import type { Node } from "../node.ts";
import { findSite } from "./find-site.ts";
import { previewText } from "./preview-text.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";
import { previewJson } from "./site-json.ts";

/** `discal sites preview`: what a feed would bring, before anything of it is stored. */
export function addSitesPreview(sites: Command, shell: Shell): void {
  sites
    .command("preview")
    .description("fetch a feed and show what it would bring; nothing is stored")
    .argument("<site>", "address of a feed, or a site that is known: its name, number or host")
    .addHelpText(
      "after",
      `
Examples:
  discal sites preview https://library.example/events.ics
  discal sites preview "Town library"
  discal sites preview https://library.example/events.ics --json | jq '.refused[].reason'`,
    )
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const preview = await node.preview(await addressOf(node, wanted));
        say(previewJson(preview), (width) => previewText(preview, config.node.timezone, width));
      });
    });
}

/** Of a peer its feed; an address need not be known. */
async function addressOf({ store }: Pick<Node, "store">, wanted: string): Promise<string> {
  const sites = await store.registry.all();
  const isNew = /^(https?|webcals?):/i.test(wanted) && !sites.some(({ url }) => url === wanted);
  if (isNew) return wanted;
  const { kind, url } = findSite(
    sites.filter((site) => site.kind !== "file"),
    wanted,
  );
  return kind === "peer" ? `${url}${PATHS.feed}` : url;
}
