import type { Command } from "commander";
import { UsageError } from "../exit.ts";
import { findSite } from "../find-site.ts";
import { requireOwnRow } from "./own-row.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { rowJson } from "./row-json.ts";
import { type SiteOptions, siteSettings, withSiteSettings } from "./site-settings.ts";

/** `discal sites edit` and `remove`: rows that were added here or over the API. */
export function addSitesChange(sites: Command, shell: Shell): void {
  withSiteSettings(sites.command("edit"))
    .description("change a feed that was added by `sites add`, or over the API")
    .argument("<site>", "its name, number, address or host")
    .option("--no-tag", "take all its tags away")
    .addHelpText(
      "after",
      `
Examples:
  discal sites edit "Town library" --poll 30m
  discal sites edit 4 --name "Library" --tag books --tag free
  discal sites edit 4 --filter-in "{without_tags: [advertising]}"`,
    )
    .action(async (wanted: string, options: SiteOptions, command: Command) => {
      const change = siteSettings(options);
      if (Object.keys(change).length === 0)
        throw new UsageError("nothing is to be changed: give --name, --poll, --tag, --lead or --filter-in");
      await withNode(shell, command, async ({ node, config, say }) => {
        const site = findSite(await node.store.registry.all(), wanted);
        requireOwnRow(site, config);
        const changed = await node.changeSite(site.id, change);
        const health = await node.store.polls.healthOf(site.id);
        say({ changed: rowJson({ site: changed, health }) }, () => `Changed ${changed.name}.`);
      });
    });
  sites
    .command("remove")
    .description("remove a site that was added by `sites add`, `peers add` or `import`; its events stay")
    .argument("<site>", "its name, number, address or host")
    .addHelpText(
      "after",
      `
Examples:
  discal sites remove "Town library"`,
    )
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const sites = (await node.store.registry.all()).filter(({ enabled }) => enabled);
        const site = findSite(sites, wanted);
        requireOwnRow(site, config);
        const { id, name } = site;
        await node.changeSite(id, { enabled: false });
        say(
          { removed: id },
          () => `Removed ${name}. What it showed stays; \`npx discal sites add\` brings it back.`,
        );
      });
    });
}
