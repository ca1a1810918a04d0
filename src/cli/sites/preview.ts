import type { Command } from "commander";
import type { Site } from "../../core/model/site.ts";
import { PATHS } from "../../exchange/self.ts";
import type { Node } from "../../node.ts";
import { previewJson } from "../../sinks/poll-json.ts";
import { findSite } from "../find-site.ts";
import { previewText } from "./preview-text.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";

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
  discal sites preview "Town library" --json | jq '.refused[].reason'`,
    )
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const known = await knownSite(node, wanted);
        const isPeer = known?.kind === "peer";
        const url = known === null ? wanted : isPeer ? `${known.url}${PATHS.feed}` : known.url;
        // Who is a peer already need not be told to become one.
        const preview = { ...(await node.preview(url)), ...(isPeer && { peer: null }) };
        say(previewJson(preview), (width) => previewText(preview, config.node.timezone, width));
      });
    });
}

/** The site that is meant; null for an address that is none's. */
async function knownSite({ store }: Pick<Node, "store">, wanted: string): Promise<Site | null> {
  const sites = (await store.registry.all()).filter(({ kind }) => kind !== "file");
  const isNew = /^(https?|webcals?):/i.test(wanted) && !sites.some(({ url }) => url === wanted);
  return isNew ? null : findSite(sites, wanted);
}
