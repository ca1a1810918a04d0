import { basename } from "node:path";
import type { Command } from "commander";
import { decodeCalendar } from "../core/ical/decode.ts";
import { DomainError } from "../core/model/domain-error.ts";
import type { Node } from "../node.ts";
import type { PollReport } from "../exchange/polling/poller.ts";
import { PartialFailure } from "./exit.ts";
import { changesOf, pollJson, pollText } from "./poll-report.ts";
import { showProgress } from "./progress.ts";
import { readInput } from "./read-input.ts";
import { withNode } from "./session.ts";
import type { Shell } from "./shell.ts";

/** `discal import FILE…`: iCalendar files as sources; imported again under the same name, changes are revisions. */
export function addImport(program: Command, shell: Shell): void {
  program
    .command("import")
    .description("import iCalendar files; a file that is imported again revises its events")
    .argument("<files...>", "files, or - for standard input")
    .option("--name <name>", "name under which standard input is imported", "stdin")
    .addHelpText(
      "after",
      `
Examples:
  discal import festival.ics
  curl -s https://example.org/a.ics | discal import - --name example.org`,
    )
    .action(async (files: readonly string[], { name }: { name: string }, command: Command) => {
      await withNode(shell, command, async ({ node, say }) => {
        const progress = showProgress(shell.err, files.length);
        const reports: PollReport[] = [];
        for (const file of files) {
          reports.push(
            await importOne(node, file === "-" ? name : basename(file), () => readInput(shell, file)),
          );
          progress.step(file);
        }
        progress.end();
        const changes = await changesOf(reports, node.store.commons);
        say(pollJson(reports), (width) => pollText(reports, changes, width));
        if (reports.some(({ outcome }) => outcome === "failed")) throw new PartialFailure();
      });
    });
}

/** A broken file loses only itself. */
async function importOne(node: Node, name: string, bytes: () => Promise<Uint8Array>): Promise<PollReport> {
  const site = { id: 0, name, url: `file:${name}` };
  try {
    const summary = await node.importFile(name, decodeCalendar(await bytes()));
    return { site: { ...site, id: summary.siteId }, outcome: "changed", summary, reason: null };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { site, outcome: "failed", summary: null, reason: error.message };
  }
}
