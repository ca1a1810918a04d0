import type { Command } from "commander";
import { decodeCalendar } from "../../core/ical/decode.ts";
import { describe } from "../../core/ical/event.ts";
import type { EventSummary } from "../../core/model/event.ts";
import type { StoredObject } from "../../store/commons.ts";
import { UsageError } from "../exit.ts";
import { readInput } from "../read-input.ts";
import { eventArgument, FORCE, mayEndRivals, namedEvent, readRevision, sayRevised } from "./revised.ts";
import { changeOf, withChangeFields, type TypedChange } from "./typed-change.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";

interface Options extends TypedChange {
  readonly file?: string;
  readonly revision?: number;
  readonly force?: true;
}

/** `discal events edit`: a new version of an event by this node's own person. */
export function addEventsEdit(events: Command, shell: Shell): void {
  withChangeFields(events.command("edit"))
    .description("change an event: what the options name; all else stays as it is")
    .argument("<event>", eventArgument)
    .option("--file <file>", "the whole event as iCalendar instead, - for standard input")
    .option("--revision <number>", "refuse where another revision stands by now", readRevision)
    .option(...FORCE)
    .addHelpText(
      "after",
      `
Times are in the node's zone, as everywhere on the command line; --timezone
moves the event to another one. Of the same day the hour will do. Without --end
the event lasts as long as before. Of a series, the time of day can be changed;
for another weekday, say, or a single happening, edit its calendar and give it
back with --file.

Examples:
  discal events edit "evening of songs" --start 20:00 --location "Town hall"
  discal events edit 5f1c@library.example --no-url --tag music --tag free
  discal events edit 5f1c@library.example --status confirmed
  discal events show 5f1c@library.example --ics > event.ics
  discal events edit 5f1c@library.example --file event.ics`,
    )
    .action(async (wanted: string, options: Options, command: Command) => {
      const { file, revision, force, ...fields } = options;
      const typed = Object.keys(fields).length;
      if (file !== undefined && typed > 0)
        throw new UsageError("--file is the whole event: leave the options out that say parts of it");
      if (file === undefined && typed === 0)
        throw new UsageError("nothing is to be changed: give --title, --start, …, or --file");
      await withNode(shell, command, async (session) => {
        const before = await namedEvent(session, shell, wanted);
        mayEndRivals(before, force);
        const { node } = session;
        const version =
          file === undefined
            ? await node.edit(
                before.uid,
                changeOf(fields, before.winner, session.config.node.timezone),
                revision,
              )
            : await node.replace(before.uid, decodeCalendar(await readInput(shell, file)), revision);
        const after = describe(version.text);
        const lost = losesPosition(before, after)
          ? "Its position on the map was that of the old place, and is gone."
          : "";
        await sayRevised(session, "Changed", { version, title: after.title, before }, lost);
      });
    });
}

function losesPosition({ winner }: StoredObject, { geo }: EventSummary): boolean {
  return geo === null && winner !== null && describe(winner.text).geo !== null;
}
