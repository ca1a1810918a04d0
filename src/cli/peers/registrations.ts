import type { Command } from "commander";
import { filterText } from "../../config/filter-text.ts";
import type { Registration, RegistrationState } from "../../core/model/registration.ts";
import { registrationJson } from "../../sinks/registration-json.ts";
import { grouped } from "../fingerprint.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { formatTable, notes } from "../table.ts";
import { stateText } from "./registration-words.ts";

/** `discal peers registrations`: who asked whom to be pushed to. */
export function addPeersRegistrations(peers: Command, shell: Shell): void {
  peers
    .command("registrations")
    .description("show who asked this node to push, and whom it asked, with the state of each lease")
    .addHelpText(
      "after",
      `
Examples:
  discal peers registrations
  discal peers registrations --json | jq '.registrations[].site'`,
    )
    .action(async (_options: object, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const all = await node.store.registrations.all();
        say({ registrations: all.map(registrationJson) }, (width) =>
          registrationTables(all, config.node.timezone, width),
        );
      });
    });
}

/** What waits for the operator comes first, what nobody has confirmed last. */
const RANK: readonly RegistrationState[] = [
  "awaiting-approval",
  "active",
  "suspended",
  "expired",
  "revoked",
  "gone",
  "verifying",
  "requested",
];

function registrationTables(all: readonly Registration[], timezone: string, width: number): string {
  if (all.length === 0)
    return "Nobody asked to be pushed to. Ask another node to push to this one: npx discal peers register ORIGIN";
  const table = (title: string, direction: Registration["direction"]): string => {
    const rows = all
      .filter((registration) => registration.direction === direction)
      .toSorted((a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state));
    return rows.length === 0 ? "" : `${title}\n${registrationTable(rows, timezone, width)}`;
  };
  return [
    table("They asked this node to push to them:", "in"),
    table("This node asked them to push to it:", "out"),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function registrationTable(rows: readonly Registration[], timezone: string, width: number): string {
  const hostOf = ({ site }: Registration) => new URL(site).host;
  const table = formatTable(
    rows,
    [
      { title: "SITE", value: hostOf, shrinks: true },
      { title: "STATE", value: (registration) => stateText(registration, timezone) },
      {
        title: "KEY",
        value: ({ fingerprint }) => (fingerprint === null ? "not seen yet" : grouped(fingerprint)),
        spare: true,
      },
      { title: "BOTH", value: ({ mutual }) => (mutual ? "yes" : ""), spare: true },
      { title: "PROOF", value: ({ credential }) => (credential === null ? "" : "token"), spare: true },
      { title: "ONLY", value: ({ filter }) => (filter === null ? "" : filterText(filter)), spare: true },
    ],
    width,
  );
  const reasons = rows.flatMap((registration) =>
    registration.reason === "" ? [] : [[hostOf(registration), registration.reason] as const],
  );
  return table + notes(reasons);
}
