import type { Command } from "commander";
import { expect, it } from "vitest";
import { createProgram } from "../../../src/cli/program.ts";
import type { Shell } from "../../../src/cli/shell.ts";
import { against } from "../../support/threat.ts";

const terminal = { write: () => {}, isTTY: false, columns: 80 };
const shell = { out: terminal, err: terminal } as unknown as Shell;

function allOf(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allOf)];
}

/** What a person would give a secret by. */
const SECRET = /password|passphrase|secret|credential|private/i;

it(
  "No command takes a secret as an argument",
  against(
    "supply",
    "another user of the machine reads a secret in the list of processes",
    "no option or argument takes one; they come in files and the environment",
  ),
  ({ task }) => {
    const commands = allOf(createProgram(shell, "1.2.3"));
    const taken = commands.flatMap((command) => [
      ...command.options
        .filter(({ required, optional }) => required || optional)
        .map(({ flags, description }) => `${command.name()} ${flags}: ${description}`),
      ...command.registeredArguments.map((each) => `${command.name()} ${each.name()}: ${each.description}`),
    ]);
    expect(taken.filter((text) => SECRET.test(text) && !/\bfile\b/i.test(text))).toEqual([]);
    // A token is named by what it is for.
    expect(taken.filter((text) => /token/i.test(text))).toEqual(["revoke token: its number or name"]);
    task.meta.figure = `${taken.length} arguments and options`;
  },
);
