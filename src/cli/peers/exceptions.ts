import type { Command } from "commander";
import { exceptionJson } from "../../sinks/peer-json.ts";
import type { DeliveryException } from "../../store/deliveries.ts";
import { findSite } from "../find-site.ts";
import { minuteText } from "../../sinks/moment.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { formatTable } from "../table.ts";
import { peersOf } from "./peers-of.ts";

/** Most that are shown. */
const MOST = 1000;

/** `discal peers exceptions`: what a peer did not take, and why. */
export function addPeersExceptions(peers: Command, shell: Shell): void {
  peers
    .command("exceptions")
    .description("show which versions a peer rejected or deferred, with its reasons")
    .argument("<peer>", "its name, number, address or host")
    .addHelpText(
      "after",
      `
Examples:
  discal peers exceptions calendar.neighbour.example`,
    )
    .action(async (wanted: string, _options: object, command: Command) => {
      await withNode(shell, command, async ({ node, config, say }) => {
        const { id, name } = findSite(peersOf(await node.store.registry.all()), wanted, "peer");
        const exceptions = await node.store.deliveries.exceptions(id, MOST);
        say({ peer: id, exceptions: exceptions.map(exceptionJson) }, (width) =>
          exceptions.length === 0
            ? `${name} has taken all that it was offered.`
            : exceptionTable(exceptions, config.node.timezone, width),
        );
      });
    });
}

function exceptionTable(exceptions: readonly DeliveryException[], timezone: string, width: number): string {
  return formatTable(
    exceptions,
    [
      { title: "EVENT", value: ({ uid }) => uid, shrinks: true },
      { title: "REVISION", value: ({ revision }) => revision, align: "right" },
      { title: "VERDICT", value: ({ verdict }) => verdict },
      { title: "TRIES", value: ({ tries }) => tries || "", align: "right" },
      { title: "NEXT TRY", value: ({ nextTry }) => minuteText(nextTry, timezone) },
      { title: "REASON", value: ({ reason }) => reason, shrinks: true },
    ],
    width,
  );
}
