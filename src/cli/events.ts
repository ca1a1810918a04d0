import type { Command } from "commander";
import { addEventsAdd } from "./events-add.ts";
import { addEventsList } from "./events-list.ts";
import { addEventsShow } from "./events-show.ts";
import type { Shell } from "./shell.ts";

/** `discal events`: looks at events, enters one. */
export function addEvents(program: Command, shell: Shell): void {
  const events = program.command("events").description("list events, show one, enter one");
  addEventsList(events, shell);
  addEventsShow(events, shell);
  addEventsAdd(events, shell);
}
