import type { Command } from "commander";
import { addEventsAdd } from "./events/add.ts";
import { addEventsCancel } from "./events/cancel.ts";
import { addEventsDelete } from "./events/delete.ts";
import { addEventsEdit } from "./events/edit.ts";
import { addEventsHistory } from "./events/history.ts";
import { addEventsList } from "./events/list.ts";
import { addEventsRefuse } from "./events/refuse.ts";
import { addEventsShow } from "./events/show.ts";
import { addEventsUndo } from "./events/undo.ts";
import type { Shell } from "./shell.ts";

/** `discal events`: looks at events, enters and revises them. */
export function addEvents(program: Command, shell: Shell): void {
  const events = program
    .command("events")
    .description("list, show, enter, change, cancel, delete and restore events")
    .addHelpText(
      "after",
      `
Examples:
  discal events list --tag music --limit 5
  discal events add --title "Evening of songs" --start "2030-05-01 19:30"
  discal events edit "evening of songs" --location "Town hall"
  discal events undo "evening of songs"`,
    );
  addEventsList(events, shell);
  addEventsShow(events, shell);
  addEventsHistory(events, shell);
  addEventsAdd(events, shell);
  addEventsEdit(events, shell);
  addEventsCancel(events, shell);
  addEventsDelete(events, shell);
  addEventsUndo(events, shell);
  addEventsRefuse(events, shell);
}
