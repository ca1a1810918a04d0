import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { DomainError } from "../core/model/domain-error.ts";
import { calendarStream } from "../sinks/icalendar.ts";
import { eventJson } from "../sinks/json.ts";
import type { EventJson } from "../sinks/json.ts";
import type { EventQuery } from "../store/event-list.ts";
import { readChoice, withChoice } from "./event-query.ts";
import type { Choice } from "./event-query.ts";
import { fileFault } from "./file-fault.ts";
import { globalOptions, withNode } from "./session.ts";
import type { Session } from "./session.ts";
import type { Shell } from "./shell.ts";

interface Options extends Choice {
  readonly output?: string;
}

/** `discal export`: the commons as one iCalendar file, or its happenings as JSON. */
export function addExport(program: Command, shell: Shell): void {
  withChoice(program.command("export"))
    .description("write all events, or those chosen, as iCalendar (with --json as JSON) to standard output")
    .option("--output <file>", "write to this file instead, whole or not at all")
    .addHelpText(
      "after",
      `
Examples:
  discal export > everything.ics
  discal export --from 2026-12-01 --to 2026-12-31 --output december.ics
  discal export --tag music --place "Town hall" > music.ics
  discal export --site "Town library" --json`,
    )
    .action(async ({ output, ...choice }: Options, command: Command) => {
      await withNode(shell, command, async (session) => {
        const chosen = await readChoice(choice, session);
        const { commons } = session.node.store;
        const text = globalOptions(command).json
          ? jsonStream(session, chosen)
          : calendarStream(commons, { ...chosen, tombstonesSince: shell.clock() }, session.config.node);
        if (output === undefined) for await (const piece of text) shell.out.write(piece);
        else await writeWhole(resolve(shell.cwd, output), text);
      });
    });
}

async function* jsonStream(
  { node, config }: Session,
  chosen: Omit<EventQuery, "limit">,
): AsyncGenerator<string> {
  const events: EventJson[] = [];
  let cursor: string | null = null;
  do {
    const page = await node.store.commons.list({ ...chosen, ...(cursor !== null && { cursor }), limit: 500 });
    events.push(...page.rows.map((row) => eventJson(row, config.node)));
    cursor = page.next;
  } while (cursor !== null);
  yield `${JSON.stringify({ events }, null, 2)}\n`;
}

async function writeWhole(file: string, text: AsyncIterable<string>): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, text);
    await rename(draft, file);
  } catch (error) {
    throw new DomainError("unavailable", `${file} can't be written: ${fileFault(error)}`);
  } finally {
    await rm(draft, { force: true });
  }
}
