import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { SalvagedTable } from "../store/sqlite/salvage/copy-tables.ts";
import { DATABASE } from "./backup/manifest.ts";
import { asUsage, UsageError } from "./exit.ts";
import { createOutput } from "./output.ts";
import { replaceDatabase } from "./repair/replace-database.ts";
import { globalOptions } from "./session.ts";
import type { Shell } from "./shell.ts";

/** `discal repair`: a new database with what can be read of a damaged one, which is kept. */
export function addRepair(program: Command, shell: Shell): void {
  program
    .command("repair")
    .description("make a new database of what can be read of a damaged one; peers bring the rest")
    .option("--force", "also where the database is sound")
    .addHelpText(
      "after",
      `
Stop the server first. The damaged database is moved aside, not deleted. Where
there is a backup of a few days, \`discal restore\` may bring more: what came
since then, peers and feeds bring again.

Examples:
  discal repair
  discal repair --config /etc/discal/peers.yaml`,
    )
    .action(async ({ force }: { readonly force?: true }, command: Command) => {
      const { config: named, json } = globalOptions(command);
      const { data, timezone } = asUsage(() => shell.readConfig(named)).node;
      const path = join(data, DATABASE);
      if (!existsSync(path)) throw new UsageError(`there is no ${path} to repair`);
      // Help is told without waiting for the store to load.
      const [{ isInUse }, { inspectDatabase }] = await Promise.all([
        import("../store/sqlite/database/in-use.ts"),
        import("../store/sqlite/database/inspect.ts"),
      ]);
      if (isInUse(path))
        throw new UsageError(`a server, or another command, works in ${data}: stop it first`);
      if (force !== true && inspectDatabase(path)?.faults.length === 0)
        throw new UsageError(
          `${path} is sound: nothing was changed. With --force it is written anew all the same`,
        );
      const { aside, events, tables } = await replaceDatabase({ data, timezone }, shell.clock());
      createOutput(shell.out, json)({ data, aside, events, tables }, () =>
        repairedText(aside, events, tables),
      );
    });
}

function repairedText(aside: string, events: number, tables: readonly SalvagedTable[]): string {
  const torn = tables
    .filter(({ damaged }) => damaged)
    .map(({ name, rows }) => `${name} (${rows} rows saved)`);
  const lost = tables.length === 0 || tables.some(({ name, damaged }) => name === "tokens" && damaged);
  return [
    tables.length === 0
      ? "Nothing of the database could be read: the new one is empty."
      : `${events} events were saved.`,
    ...(torn.length === 0 ? [] : [`Damaged were: ${torn.join(", ")}.`]),
    `The damaged database is in ${aside}; keep it until all is well.`,
    ...(lost ? ["Access tokens may be lost: npx discal token list, npx discal token create."] : []),
    "Next: npx discal doctor, then npx discal serve. It compares itself with its peers, polls all feeds, and fetches what it lacks.",
  ].join("\n");
}
