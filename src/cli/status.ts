import type { Command } from "commander";
import { type SiteRow, sitesWithHealth } from "../serve/feeds/site-health.ts";
import { statisticsJson } from "../sinks/statistics-json.ts";
import type { Statistics } from "../store/contract.ts";
import type { PeerLag } from "../store/deliveries.ts";
import { minuteText } from "../sinks/moment.ts";
import { count } from "./output.ts";
import { withNode } from "./session.ts";
import type { Session } from "./session.ts";
import type { Shell } from "./shell.ts";
import { healthWord } from "./sites/health-words.ts";
import { formatFacts } from "./table.ts";

/** `discal status`: the state of the node at a glance. */
export function addStatus(program: Command, shell: Shell): void {
  program
    .command("status")
    .description("show the state of the node at a glance")
    .addHelpText(
      "after",
      `
Examples:
  discal status
  discal status --json | jq .statistics.events`,
    )
    .action(async (_options: object, command: Command) => {
      await withNode(shell, command, async (session) => {
        const { store } = session.node;
        const facts = {
          statistics: await store.statistics(),
          sites: (await sitesWithHealth(store.registry)).filter(({ site }) => site.enabled),
          lags: await store.deliveries.lag(),
        };
        session.say(statusJson(session, facts), (width) => statusText(session, facts, width));
      });
    });
}

interface Facts {
  readonly statistics: Statistics;
  readonly sites: readonly SiteRow[];
  readonly lags: readonly PeerLag[];
}

function statusJson({ config, node }: Session, { statistics, sites, lags }: Facts): object {
  const { url, name, data, timezone } = config.node;
  return {
    node: { url, name, data, timezone, fingerprint: node.self.signer.fingerprint },
    configuration: config.file,
    sample: config.sample,
    statistics: statisticsJson(statistics),
    sites: states(sites),
    backlog: backlogOf(lags),
  };
}

function statusText({ config, node }: Session, { statistics, sites, lags }: Facts, width: number): string {
  const { url, name, data, timezone } = config.node;
  const facts = [
    ["node", `${name}, ${url}`],
    ["configuration", config.file ?? "none: this is the made-up sample city"],
    ["data", data],
    ["key", node.self.signer.fingerprint],
    ["events", `${statistics.events}, in ${count(statistics.versions, "version")}`],
    ["conflicts", String(statistics.conflicts)],
    [
      "last change",
      minuteText(statistics.lastChange === 0 ? null : statistics.lastChange, timezone) || "never",
    ],
    [
      "sites",
      Object.entries(states(sites))
        .map(([state, number]) => `${number} ${state}`)
        .join(", ") || "none",
    ],
    ["to deliver", `${count(backlogOf(lags), "version")}, to ${count(statistics.peers, "peer")}`],
  ] as const;
  return formatFacts(facts, width);
}

/** How many sites are in which state. */
function states(sites: readonly SiteRow[]): Readonly<Record<string, number>> {
  const grouped = Map.groupBy(sites, healthWord);
  return Object.fromEntries([...grouped].map(([state, rows]) => [state, rows.length]));
}

function backlogOf(lags: readonly PeerLag[]): number {
  return lags.reduce((sum, { backlog }) => sum + backlog, 0);
}
