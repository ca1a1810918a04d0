import type { Command } from "commander";
import { type SiteRow, sitesWithHealth } from "../serve/feeds/site-health.ts";
import { minuteText } from "../sinks/moment.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";
import { healthWord, troubleText } from "./sites/health-words.ts";
import { addSitesAdd } from "./sites/add.ts";
import { addSitesChange } from "./sites/change.ts";
import { addSitesHealth } from "./sites/health.ts";
import { addSitesPreview } from "./sites/preview.ts";
import { rowJson } from "./sites/row-json.ts";
import { addSitesSuspend } from "./sites/suspend.ts";
import { formatTable, notes } from "./table.ts";

/** `discal sites`: what is polled, and how that goes. */
export function addSites(program: Command, shell: Shell): void {
  const sites = program
    .command("sites")
    .description("show feeds, peers and imported files, and how polling them goes; add and change feeds")
    .addHelpText(
      "after",
      `
Examples:
  discal sites
  discal sites --json | jq '.sites[] | select(.state == "suspended")'
  discal sites add https://library.example/events.ics --name "Town library"
  discal sites health "Town library"`,
    )
    .action(async (_options: object, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const rows = await sitesWithHealth(node.store.registry);
        say({ sites: rows.map(rowJson) }, (width) => siteTable(rows, config.node.timezone, width));
      });
    });
  addSitesPreview(sites, shell);
  addSitesAdd(sites, shell);
  addSitesHealth(sites, shell);
  addSitesSuspend(sites, shell);
  addSitesChange(sites, shell);
}

function siteTable(rows: readonly SiteRow[], timezone: string, width: number): string {
  if (rows.length === 0)
    return "No sites yet: list feeds under `sites:` in peers.yaml, or add one: npx discal sites add ADDRESS";
  const table = formatTable(
    rows,
    [
      { title: "#", value: ({ site }) => site.id, align: "right" },
      { title: "NAME", value: ({ site }) => site.name, shrinks: true },
      { title: "KIND", value: ({ site }) => site.kind },
      { title: "STATE", value: healthWord },
      { title: "POLL", value: ({ site }) => site.poll ?? "" },
      { title: "EVENTS", value: ({ health }) => health?.events ?? "", align: "right" },
      { title: "REFUSED", value: ({ health }) => health?.refused.length || "", align: "right" },
      { title: "LAST SUCCESS", value: ({ health }) => minuteText(health?.lastSuccess ?? null, timezone) },
      { title: "ADDRESS", value: ({ site }) => site.url, shrinks: true, spare: true },
    ],
    width,
  );
  const troubles = rows.map((row) => [row.site.name, troubleText(row, timezone)] as const);
  return table + notes(troubles.flatMap(([name, trouble]) => (trouble === null ? [] : [[name, trouble]])));
}
