import type { Command } from "commander";
import type { SiteDeclaration } from "../../core/model/site.ts";
import { declareNewSite } from "../../exchange/site-desk.ts";
import { previewJson } from "../../sinks/poll-json.ts";
import type { Store } from "../../store/contract.ts";
import { agreement } from "../agreement.ts";
import { UsageError } from "../exit.ts";
import { previewText } from "./preview-text.ts";
import { globalOptions, withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { rowJson } from "./row-json.ts";
import { type SiteOptions, siteSettings, withSiteSettings } from "./site-settings.ts";
import { widthOf } from "../terminal.ts";

interface Options extends SiteOptions {
  readonly yes?: true;
  readonly preview: boolean;
}

/** `discal sites add`: a feed beside those of the file, looked at before it is added. */
export function addSitesAdd(sites: Command, shell: Shell): void {
  withSiteSettings(sites.command("add"))
    .description("add a feed, having shown what it would bring; it is polled from then on")
    .argument("<address>", "of an iCalendar feed: https: or webcal:")
    .option("--yes", "add it without asking")
    .option("--no-preview", "add it without looking at it first, such as one that is not up yet")
    .addHelpText(
      "after",
      `
Examples:
  discal sites add https://library.example/a.ics --name Library --tag free
  discal sites add webcal://theatre.example/b.ics --poll "0 6 * * *" --yes`,
    )
    .action(async (address: string, options: Options, command: Command) => {
      const { json } = globalOptions(command);
      const agree = agreement(shell, { yes: options.yes === true, json });
      await withNode(shell, command, async ({ node, config, say }) => {
        // What cannot be added is said before anybody reads and agrees to what it would bring.
        const asked = { kind: "feed" as const, url: address, ...siteSettings(options) };
        await requireUnknown(node.store, declareNewSite(asked, config.network.allow, config.node.url));
        const preview = options.preview ? await node.preview(address) : null;
        const shown = (width: number) =>
          preview === null ? "" : `${previewText(preview, config.node.timezone, width)}\n`;
        if (!json) shell.out.write(shown(widthOf(shell.out)));
        if (!(await agree("Add this feed?"))) return say({ added: null }, () => "Nothing was added.");
        const name = options.name ?? preview?.name?.slice(0, 100);
        const site = await node.addSite({ ...asked, ...(name !== undefined && { name }) });
        say(
          { added: rowJson({ site, health: null }), preview: preview && previewJson(preview) },
          () =>
            `Added ${site.name} as site ${site.id}. A running server polls it at once; else: npx discal poll ${site.id}`,
        );
      });
    });
}

async function requireUnknown(
  { registry }: Pick<Store, "registry">,
  { url }: SiteDeclaration,
): Promise<void> {
  const known = await registry.byUrl(url);
  if (known?.enabled !== true) return;
  throw new UsageError(`${url} is known already, as “${known.name}”: npx discal sites edit ${known.id}`);
}
