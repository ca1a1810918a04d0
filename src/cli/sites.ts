import type { Command } from "commander";
import type { Site, SiteHealth } from "../core/model/site.ts";
import { findSite } from "./find-site.ts";
import { instant, minuteText } from "./moment.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";
import { formatTable, notes } from "./table.ts";

/** `discal sites`: what is polled, and how that goes. */
export function addSites(program: Command, shell: Shell): void {
  const sites = program
    .command("sites")
    .description("show feeds, peers and imported files, and how polling them goes")
    .addHelpText(
      "after",
      `
Examples:
  discal sites
  discal sites --json | jq '.sites[] | select(.health.suspended)'
  discal sites resume "Town library"`,
    )
    .action(async (_options: object, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const rows = await sitesWithHealth(node.store.registry);
        say({ sites: rows.map(siteJson) }, (width) => siteTable(rows, config.node.timezone, width));
      });
    });
  sites
    .command("resume")
    .description("poll a site again that was suspended after too many failures")
    .argument("<site>", "its name, number, address or host")
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        const { id, name } = findSite(await node.store.registry.all(), wanted);
        await node.store.registry.pollSoon(id, shell.clock());
        say(
          { resumed: id },
          () => `${name} is polled again, next by the running server, or now by: discal poll ${id}`,
        );
      });
    });
}

/** A site with its health; null where it was never polled. */
export interface SiteRow {
  readonly site: Site;
  readonly health: SiteHealth | null;
}

/** All sites of the registry, in configuration order. */
export async function sitesWithHealth(registry: {
  all(): Promise<readonly Site[]>;
  health(): Promise<readonly SiteHealth[]>;
}): Promise<readonly SiteRow[]> {
  const health = new Map((await registry.health()).map((each) => [each.siteId, each]));
  return (await registry.all()).map((site) => ({ site, health: health.get(site.id) ?? null }));
}

/** How polling a site goes, in a word or two. */
export function healthWord({ site, health }: SiteRow): string {
  if (!site.enabled) return "removed";
  if (health?.suspended === true) return "suspended";
  if (isFailing(health)) return "failing";
  if (health !== null && health.lastSuccess !== null) return "healthy";
  return site.kind === "file" ? "imported" : "never polled";
}

function isFailing(health: SiteHealth | null): boolean {
  return health !== null && health.failingSince !== null;
}

function siteTable(rows: readonly SiteRow[], timezone: string, width: number): string {
  if (rows.length === 0) return "No sites yet: list feeds under `sites:` in peers.yaml.";
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
  const failing = rows.filter(({ site, health }) => site.enabled && isFailing(health));
  return table + notes(failing.map((row) => [row.site.name, failureText(row, timezone)]));
}

function failureText({ site, health }: SiteRow, timezone: string): string {
  const since = `failing since ${minuteText(health?.failingSince ?? null, timezone)}: ${health?.lastReason ?? ""}`;
  return health?.suspended === true
    ? `${since} (suspended; \`npx discal sites resume ${site.id}\` polls it again)`
    : since;
}

function siteJson({ site, health }: SiteRow): object {
  const { id, kind, name, url, declared, enabled, poll, tags, lead } = site;
  const row = { id, kind, name, url, declared, enabled, poll, tags, lead };
  return {
    ...row,
    health: health && {
      events: health.events,
      last_poll: instant(health.lastPoll),
      last_success: instant(health.lastSuccess),
      failing_since: instant(health.failingSince),
      failures: health.failures,
      suspended: health.suspended,
      last_reason: health.lastReason,
      next_poll: instant(health.nextPoll),
      refused: health.refused,
    },
  };
}
