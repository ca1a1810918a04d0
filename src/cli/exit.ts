import { CommanderError } from "commander";
import { DomainError } from "../core/model/domain-error.ts";
import { messageOf } from "../core/model/thrown.ts";
import type { Terminal } from "./terminal.ts";
import { printable, printableJson, printableLines } from "./text-width.ts";

/** How a command ends: 0 it did what it should, 1 it failed, 2 it was called or configured wrongly. */
export type ExitCode = 0 | 1 | 2;

/** Says what the codes mean, at the end of `--help`. */
export const exitCodesHelp = `
Exit codes:
  0  done
  1  failed, or failed in part
  2  wrong use or configuration; nothing was done`;

/** A command was called or configured wrongly. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A command did its work and has told what came of it, but not all succeeded. */
export class PartialFailure extends Error {
  override readonly name = "PartialFailure";
}

/** Reads what a person gave; a DomainError of it is wrong use. */
export function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof DomainError ? new UsageError(error.message, { cause: error }) : error;
  }
}

/** Tells why a command ended early, and gives its exit code. A fault that nobody foresaw comes with its stack. */
export function explainExit(error: unknown, err: Terminal, json: boolean): ExitCode {
  if (error instanceof CommanderError) return explainUse(error, err, json);
  if (error instanceof PartialFailure) return 1;
  const known = error instanceof UsageError || error instanceof DomainError;
  const problem =
    error instanceof DomainError ? error.problem : error instanceof UsageError ? "usage" : "fault";
  const text = messageOf(error);
  const message = text.split("\n").map(printable).join("\n");
  if (json) tellProgram(err, problem, message);
  else if (known) err.write(`discal: ${message}\n`);
  else err.write(`discal: a fault of this program:\n${printableLines(stackOf(error))}\n`);
  return error instanceof UsageError || problem === "invalid" ? 2 : 1;
}

/** Commander has printed `--help` and `--version`, and for people its own errors. */
function explainUse({ exitCode, code, message }: CommanderError, err: Terminal, json: boolean): ExitCode {
  if (exitCode === 0) return 0;
  const said = code === "commander.help" ? "a command is missing; --help lists them" : message;
  if (json) tellProgram(err, "usage", said.replace(/^error: /, ""));
  return 2;
}

function tellProgram(err: Terminal, problem: string, message: string): void {
  err.write(`${printableJson(JSON.stringify({ error: { problem, message } }))}\n`);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
