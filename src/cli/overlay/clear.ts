import { Option, type Command } from "commander";
import type { OverlayWish } from "../../exchange/editing/overlay.ts";
import { eventArgument, namedEvent } from "../events/revised.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { titleOf, wishWith } from "./lay.ts";

const parts = ["hide", "keep", "freeze"] as const;

/** `discal overlay clear`: shown as it is published again. */
export function addOverlayClear(overlay: Command, shell: Shell): void {
  overlay
    .command("clear")
    .description("show an event as it is published again")
    .argument("<event>", eventArgument)
    .addOption(new Option("--only <part>", "take back only this").choices(parts))
    .addHelpText(
      "after",
      `
Examples:
  discal overlay clear 5f1c@library.example
  discal overlay clear 5f1c@library.example --only keep`,
    )
    .action(async (wanted: string, { only }: { only?: (typeof parts)[number] }, command: Command) => {
      await withNode(shell, command, async (session) => {
        const { node, say } = session;
        const stored = await namedEvent(session, shell, wanted);
        const { uid } = stored;
        const left = only === undefined ? null : wishWith(stored, TAKEN_BACK[only]);
        const isEmpty = left === null || (!left.hidden && left.kept === null && left.frozen === null);
        await node.overlay(uid, isEmpty ? null : left);
        const rest = isEmpty ? "" : "; what else is shown otherwise here stays: npx discal overlay";
        say({ uid }, () =>
          stored.overlay === null
            ? `"${titleOf(stored)}" is shown as it is published: nothing was shown otherwise.`
            : `Taken back of "${titleOf(stored)}": ${only ?? "all"}${rest}.`,
        );
      });
    });
}

const TAKEN_BACK: Readonly<Record<(typeof parts)[number], Partial<OverlayWish>>> = {
  hide: { hidden: false },
  keep: { kept: null },
  freeze: { frozen: null },
};
