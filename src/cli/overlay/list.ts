import type { Command } from "commander";
import type { Overlay } from "../../core/model/overlay.ts";
import { overlayJson } from "../../sinks/desk-json.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { formatTable } from "../table.ts";
import { titleOf } from "./lay.ts";

/** `discal overlay list`: all that this node alone shows otherwise. */
export function addOverlayList(overlay: Command, shell: Shell): void {
  overlay
    .command("list", { isDefault: true })
    .description("list events that are shown otherwise here")
    .addHelpText("after", "\nExamples:\n  discal overlay list")
    .action(async (_options: object, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        const { commons } = node.store;
        const found = await Promise.all((await commons.overlaid()).map((uid) => commons.get(uid)));
        const rows = found.flatMap((stored) =>
          stored?.overlay ? [{ uid: stored.uid, title: titleOf(stored), overlay: stored.overlay }] : [],
        );
        say({ overlays: rows.map(({ uid, title, overlay }) => overlayJson(uid, title, overlay)) }, (width) =>
          rows.length === 0
            ? "No event is shown otherwise here."
            : formatTable(
                rows,
                [
                  { title: "TITLE", value: ({ title }) => title, shrinks: true },
                  { title: "HERE", value: (row) => overlayText(row.overlay), shrinks: true },
                  { title: "NOTE", value: (row) => row.overlay.note, shrinks: true },
                  { title: "UID", value: ({ uid }) => uid },
                ],
                width,
              ),
        );
      });
    });
}

/** In words, what is shown otherwise. */
export function overlayText({ hidden, kept, frozen }: Overlay): string {
  return [
    ...(hidden ? ["hidden"] : []),
    ...(kept === null ? [] : [`kept: ${Object.keys(kept).join(", ")}`]),
    ...(frozen === null ? [] : ["frozen"]),
  ].join("; ");
}
