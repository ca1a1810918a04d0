import type { Command } from "commander";
import { filterText } from "../config/filter-text.ts";
import type { Site } from "../core/model/site.ts";
import { peerJson } from "../sinks/peer-json.ts";
import type { PeerLag } from "../store/deliveries.ts";
import { minuteText } from "../sinks/moment.ts";
import { addPeersAdd } from "./peers/add.ts";
import { addPeersEdit } from "./peers/edit.ts";
import { peersOf } from "./peers/peers-of.ts";
import { addPeersApprove, addPeersRevoke, addPeersUnregister } from "./peers/decide.ts";
import { addPeersExceptions } from "./peers/exceptions.ts";
import { addPeersResume, addPeersSuspend } from "./peers/hold.ts";
import { addPeersLag, lagWord } from "./peers/lag.ts";
import { addPeersRegister } from "./peers/register.ts";
import { addPeersRegistrations } from "./peers/registrations.ts";
import { addPeersRemove } from "./peers/remove.ts";
import { addPeersReplay } from "./peers/replay.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";
import { formatTable, notes } from "./table.ts";

/** `discal peers`: who is pushed to, and how far behind each is. */
export function addPeers(program: Command, shell: Shell): void {
  const peers = program
    .command("peers")
    .description("show peers: their keys, and how far behind they are; add and remove them")
    .addHelpText(
      "after",
      `
Examples:
  discal peers
  discal peers --json | jq '.peers[] | select(.lag.backlog > 0)'
  discal peers register https://calendar.neighbour.example --both
  discal peers add https://calendar.neighbour.example
  discal peers replay calendar.neighbour.example`,
    )
    .action(async (_options: object, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const lags = new Map((await node.store.deliveries.lag()).map((lag) => [lag.siteId, lag]));
        const rows: PeerRow[] = [];
        for (const peer of peersOf(await node.store.registry.all())) {
          const held = await node.store.registry.heldBack(peer.id);
          rows.push({ peer, lag: lags.get(peer.id) ?? null, held });
        }
        say({ peers: rows.map(({ peer, lag }) => peerJson(peer, lag)) }, (width) =>
          peerTable(rows, config.node.timezone, width),
        );
      });
    });
  addPeersAdd(peers, shell);
  addPeersEdit(peers, shell);
  addPeersRemove(peers, shell);
  addPeersReplay(peers, shell);
  addPeersLag(peers, shell);
  addPeersExceptions(peers, shell);
  addPeersRegister(peers, shell);
  addPeersRegistrations(peers, shell);
  addPeersApprove(peers, shell);
  addPeersRevoke(peers, shell);
  addPeersSuspend(peers, shell);
  addPeersResume(peers, shell);
  addPeersUnregister(peers, shell);
}

interface PeerRow {
  readonly peer: Site;
  readonly lag: PeerLag | null;
  /** Why nothing of it is taken: by the brake, or by hand. */
  readonly held: string | null;
}

function stateWord({ peer, lag, held }: PeerRow): string {
  if (!peer.enabled) return "disabled";
  if (held !== null) return "suspended";
  if (lag === null) return "not pushed to";
  return lagWord(lag);
}

/** Which events are exchanged with it, filters in the form in which `peers edit` takes them. */
function limitsOf({ name, filterIn, filterOut, quota }: Site): readonly (readonly [string, string])[] {
  return [
    ...(filterIn === null ? [] : [[name, `only ${filterText(filterIn)} is taken`] as const]),
    ...(filterOut === null ? [] : [[name, `only ${filterText(filterOut)} is given`] as const]),
    ...(quota === null ? [] : [[name, `at most ${quota} new events a day are taken`] as const]),
  ];
}

function peerTable(rows: readonly PeerRow[], timezone: string, width: number): string {
  if (rows.length === 0)
    return "No peers yet: list them under `peers:` in peers.yaml, or add one: npx discal peers add ORIGIN";
  const table = formatTable(
    rows,
    [
      { title: "#", value: ({ peer }) => peer.id, align: "right" },
      { title: "NAME", value: ({ peer }) => peer.name, shrinks: true },
      { title: "STATE", value: stateWord },
      { title: "BACKLOG", value: ({ lag }) => lag?.backlog || "", align: "right" },
      { title: "REFUSED", value: ({ lag }) => lag?.exceptions || "", align: "right" },
      { title: "KEY", value: ({ peer }) => peer.fingerprint ?? "not seen yet", spare: true },
      {
        title: "LAST SUCCESS",
        value: ({ lag }) => minuteText(lag?.lastSuccess ?? null, timezone),
        spare: true,
      },
      {
        title: "NEXT TRY",
        value: ({ lag }) => (lag?.backlog ? minuteText(lag.nextTry, timezone) : ""),
        spare: true,
      },
      { title: "ADDRESS", value: ({ peer }) => peer.url, shrinks: true, spare: true },
    ],
    width,
  );
  return (
    table +
    notes(rows.flatMap(({ peer }) => limitsOf(peer))) +
    notes(
      rows.flatMap(({ peer, held }) =>
        held === null
          ? []
          : [
              [
                peer.name,
                `${held} Nothing of it is taken, and nothing is pushed to it, until: npx discal peers resume ${peer.id}`,
              ] as const,
            ],
      ),
    ) +
    notes(rows.flatMap(({ peer, lag }) => (lag?.lastError ? [[peer.name, lag.lastError] as const] : [])))
  );
}
