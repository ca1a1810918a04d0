import type { Command } from "commander";
import { addOverlayClear } from "./overlay/clear.ts";
import { addOverlayFreeze } from "./overlay/freeze.ts";
import { addOverlayHide } from "./overlay/hide.ts";
import { addOverlayKeep } from "./overlay/keep.ts";
import { addOverlayList } from "./overlay/list.ts";
import type { Shell } from "./shell.ts";

/** `discal overlay`: what this node alone shows otherwise; never published, and undone by no import. */
export function addOverlay(program: Command, shell: Shell): void {
  const overlay = program
    .command("overlay")
    .description("show events otherwise here than they are published: hide, keep fields, freeze")
    .addHelpText(
      "after",
      `
Without a command it lists them.

Examples:
  discal overlay hide "buy our books"
  discal overlay keep "evening of songs" --location "Town hall, upper floor"
  discal overlay clear "evening of songs"`,
    );
  addOverlayList(overlay, shell);
  addOverlayHide(overlay, shell);
  addOverlayKeep(overlay, shell);
  addOverlayFreeze(overlay, shell);
  addOverlayClear(overlay, shell);
}
