import { Command } from "commander";
import { nearest } from "../config/nearest.ts";
import { addBackup } from "./backup.ts";
import { addAuthors } from "./authors.ts";
import { addCalendars } from "./calendars.ts";
import { addCompletion } from "./completion.ts";
import { addConflicts } from "./conflicts.ts";
import { addErrands } from "./errands.ts";
import { addEvents } from "./events.ts";
import { exitCodesHelp, explainExit, UsageError } from "./exit.ts";
import type { ExitCode } from "./exit.ts";
import { addExport } from "./export.ts";
import { addImport } from "./import.ts";
import { addInit } from "./init.ts";
import { addKeys } from "./keys.ts";
import { addMove } from "./move.ts";
import { addOverlay } from "./overlay.ts";
import { addNotices } from "./notices.ts";
import { addPeers } from "./peers.ts";
import { addPoll } from "./poll.ts";
import { addRepair } from "./repair.ts";
import { addRestore } from "./restore.ts";
import { addResolve } from "./resolve.ts";
import type { Shell } from "./shell.ts";
import { addSites } from "./sites.ts";
import { addStatus } from "./status.ts";
import { widthOf } from "./terminal.ts";
import { addToken } from "./token.ts";

/** Adds one command to the program. */
type AddCommand = (program: Command, shell: Shell) => void;

const commands: readonly AddCommand[] = [
  addInit,
  addPoll,
  addSites,
  addPeers,
  addEvents,
  addNotices,
  addErrands,
  addConflicts,
  addResolve,
  addOverlay,
  addImport,
  addExport,
  addCalendars,
  addToken,
  addKeys,
  addAuthors,
  addStatus,
  addBackup,
  addRestore,
  addRepair,
  addMove,
  addCompletion,
];

/** The tree of commands; `more` are those that need more of the world than a shell gives. */
export function createProgram(shell: Shell, version: string, more: readonly AddCommand[] = []): Command {
  const program = new Command("discal")
    .description("A peer-to-peer federation node for calendars.")
    .version(version)
    .option("--config <file>", "settings; else DISCAL_CONFIG, else ./peers.yaml, else a made-up sample city")
    .option("--json", "answer for programs: one JSON document; errors as JSON on standard error")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(100, widthOf(shell.out)) })
    .configureOutput({
      writeOut: (text) => shell.out.write(text),
      writeErr: (text) => shell.err.write(text),
    })
    .showHelpAfterError("(--help shows how it is used)")
    .allowExcessArguments()
    .hook("preAction", (_program, command) => refuseStrays(command))
    .addHelpText("afterAll", exitCodesHelp);
  for (const add of [...more, ...commands]) add(program, shell);
  return program;
}

/** A mistyped command ends up as a stray argument of the default one: says what was probably meant. */
function refuseStrays(command: Command): void {
  const places = command.registeredArguments;
  const stray = places.some(({ variadic }) => variadic) ? undefined : command.args[places.length];
  if (stray === undefined) return;
  // Named itself, it has taken all that it takes; as the default one, it was given the name of another.
  if (command.commands.length === 0 && command.parent?.args[0] === command.name())
    throw new UsageError(`"${stray}" is one argument too many; --help shows how it is used`);
  const family = command.commands.length > 0 ? command : (command.parent ?? command);
  const meant = nearest(
    stray,
    family.commands.map((each) => each.name()),
  );
  const hint = meant === null ? "--help lists the commands" : `did you mean "${meant}"?`;
  throw new UsageError(`"${stray}" is no command here; ${hint}`);
}

/** Runs `discal` with these arguments (without program names); gives its exit code, having told every error. */
export async function runProgram(program: Command, args: readonly string[], shell: Shell): Promise<ExitCode> {
  // Not what was parsed of them: a wrong argument may stand before it.
  const json = args.includes("--json");
  if (json) mute(program);
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    return explainExit(error, shell.err, json);
  }
}

/** Keeps Commander from telling its errors itself. */
function mute(command: Command): void {
  command.configureOutput({ writeErr: () => {} });
  command.commands.forEach(mute);
}
