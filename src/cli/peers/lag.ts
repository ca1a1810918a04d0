import type { Command } from "commander";
import { lagJson } from "../../sinks/peer-json.ts";
import { instantOf } from "../../sinks/instant.ts";
import type { PeerLag } from "../../store/deliveries.ts";
import type { PullState } from "../../store/repair.ts";
import { minuteText } from "../../sinks/moment.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { formatTable, notes } from "../table.ts";

interface Row {
  readonly name: string;
  readonly lag: PeerLag;
  readonly pull: PullState;
  /** It was suspended: nothing is pushed to it for now. */
  readonly isHeld: boolean;
}

/** `discal peers lag`: what keeps events from peers. */
export function addPeersLag(peers: Command, shell: Shell): void {
  peers
    .command("lag")
    .description("show how far behind the peers are that are pushed to, and what keeps them")
    .addHelpText(
      "after",
      `
\`peers replay\` tries at once, also a peer that is stopped or asleep.

Examples:
  discal peers lag
  discal peers lag --json | jq '.peers[] | select(.dormant)'`,
    )
    .action(async (_options: object, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const { registry, deliveries, repair } = node.store;
        const names = new Map((await registry.all()).map(({ id, name }) => [id, name]));
        const rows: Row[] = [];
        for (const lag of await deliveries.lag()) {
          const pull = await repair.pullState(lag.siteId);
          const isHeld = (await registry.heldBack(lag.siteId)) !== null;
          rows.push({ name: names.get(lag.siteId) ?? "", lag, pull, isHeld });
        }
        say({ peers: rows.map(rowJson) }, (width) => lagTable(rows, config.node.timezone, width));
      });
    });
}

/** How deliveries to a peer go, in a word or two. */
export function lagWord({ stopped, dormant, circuit, failures, backlog }: PeerLag): string {
  if (stopped) return "stopped";
  if (dormant) return "asleep";
  if (circuit === "open") return "not reached";
  if (failures > 0) return "failing";
  return backlog > 0 ? "behind" : "up to date";
}

function rowJson({ name, lag, pull, isHeld }: Row) {
  const { siteId: id, url } = lag;
  const { comparedAt, differences } = pull;
  const compared = { compared_at: instantOf(comparedAt), differences };
  return { id, name, url, ...lagJson(lag), suspended: isHeld, ...compared };
}

function lagTable(rows: readonly Row[], timezone: string, width: number): string {
  if (rows.length === 0) return "No peer is pushed to.";
  const at = (moment: number | null) => minuteText(moment, timezone);
  const table = formatTable(
    rows,
    [
      { title: "PEER", value: ({ name }) => name, shrinks: true },
      { title: "STATE", value: ({ lag, isHeld }) => (isHeld ? "suspended" : lagWord(lag)) },
      { title: "BACKLOG", value: ({ lag }) => lag.backlog || "", align: "right" },
      { title: "REFUSED", value: ({ lag }) => lag.exceptions || "", align: "right" },
      { title: "FAILED", value: ({ lag }) => lag.failures || "", align: "right" },
      { title: "LAST SUCCESS", value: ({ lag }) => at(lag.lastSuccess) },
      { title: "NEXT TRY", value: ({ lag }) => (isWaiting(lag) ? at(lag.nextTry) : "") },
      { title: "COMPARED", value: ({ pull }) => at(pull.comparedAt), spare: true },
      { title: "DIFFERED", value: ({ pull }) => pull.differences || "", align: "right", spare: true },
    ],
    width,
  );
  return table + notes(rows.flatMap(({ name, lag }) => (lag.lastError ? [[name, lag.lastError]] : [])));
}

function isWaiting({ stopped, dormant, failures }: PeerLag): boolean {
  return failures > 0 && !stopped && !dormant;
}
