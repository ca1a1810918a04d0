import type { Command } from "commander";
import { addConflictsDismiss } from "./conflicts/dismiss.ts";
import { addConflictsList } from "./conflicts/list.ts";
import { addConflictsShow } from "./conflicts/show.ts";
import type { Shell } from "./shell.ts";

/** `discal conflicts`: what waits for a person. `discal resolve` is their word on it. */
export function addConflicts(program: Command, shell: Shell): void {
  const conflicts = program
    .command("conflicts")
    .description("see where several versions of an event stand, or changes are proposed")
    .addHelpText(
      "after",
      `
Without a command it lists them.

Examples:
  discal conflicts
  discal conflicts --proposals
  discal conflicts show "evening of songs"
  discal resolve "evening of songs" --pick 2`,
    );
  addConflictsList(conflicts, shell);
  addConflictsShow(conflicts, shell);
  addConflictsDismiss(conflicts, shell);
}
