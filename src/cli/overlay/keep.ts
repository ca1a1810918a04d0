import type { Command } from "commander";
import { changeOf, withChangeFields, type TypedChange } from "../events/typed-change.ts";
import { eventArgument, namedEvent } from "../events/revised.ts";
import { UsageError } from "../exit.ts";
import { withNode } from "../session.ts";
import type { Shell } from "../shell.ts";
import { lay, noteOption, wishWith } from "./lay.ts";

/** `discal overlay keep`: fields stay as they are said here. */
export function addOverlayKeep(overlay: Command, shell: Shell): void {
  withChangeFields(overlay.command("keep"))
    .description("keep fields of an event as the options say, whatever is published")
    .argument("<event>", eventArgument)
    .option(...noteOption)
    .addHelpText(
      "after",
      `
Pages, lists and JSON show it so; calendar feeds say what is published. Fields
that were kept before stay kept.

Examples:
  discal overlay keep "evening of songs" --location "Town hall, upper floor"`,
    )
    .action(async (wanted: string, options: TypedChange & { note?: string }, command: Command) => {
      const { note, ...fields } = options;
      if (Object.keys(fields).length === 0)
        throw new UsageError("say what is to be kept: --title, --start, --location, …");
      await withNode(shell, command, async (session) => {
        const stored = await namedEvent(session, shell, wanted);
        const change = changeOf(fields, stored.shown ?? stored.winner, session.config.node.timezone);
        const kept = { ...stored.overlay?.kept, ...change };
        const wish = wishWith(stored, { kept, ...(note !== undefined && { note }) });
        const named = Object.keys(kept).join(", ");
        await lay(session, stored, wish, (title) => `Kept here of "${title}": ${named}`);
      });
    });
}
