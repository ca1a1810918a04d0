import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import { DomainError } from "../core/model/domain-error.ts";
import type { Told } from "./doctor/checks.ts";
import type { Outcome } from "./doctor/finding.ts";
import type { CreateSend } from "./doctor/patient.ts";
import { PartialFailure } from "./exit.ts";
import { count, createOutput } from "./output.ts";
import { globalOptions } from "./session.ts";
import type { Shell } from "./shell.ts";
import { printable, wrapped } from "./text-width.ts";

/** `discal doctor`: what keeps this node from its work, or will, and what to do. */
export function addDoctor(createSend: CreateSend): (program: Command, shell: Shell) => void {
  return (program, shell) => {
    program
      .command("doctor")
      .description("look for what keeps this node from its work, or will, and say what to do")
      .addHelpText(
        "after",
        `
It changes nothing, and may be run beside the server, and without it. Warnings
alone end with 0.

Examples:
  discal doctor
  discal doctor --json | jq '.findings[] | select(.outcome != "ok")'`,
      )
      .action(async (_options: object, command: Command) => {
        const { config: file, json } = globalOptions(command);
        const findings = await consult(() => shell.readConfig(file), shell.clock, createSend);
        createOutput(shell.out, json)({ findings }, (width) => doctorText(findings, width));
        if (findings.some(({ outcome }) => outcome === "problem")) throw new PartialFailure();
      });
  };
}

async function consult(
  readConfig: () => Config,
  clock: () => number,
  createSend: CreateSend,
): Promise<readonly Told[]> {
  try {
    const config = readConfig();
    // Help is told without waiting for the store to load.
    const [{ admit }, { examineAll }] = await Promise.all([
      import("./doctor/patient.ts"),
      import("./doctor/checks.ts"),
    ]);
    const patient = await admit(config, clock(), createSend);
    await using _store = patient.store;
    return await examineAll(patient, clock);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const advice = "Mend that first: nothing else can be looked at before.";
    return [{ check: "configuration", outcome: "problem", found: error.message, advice }];
  }
}

const outcomes: readonly Outcome[] = ["problem", "warning", "ok"];

/** A line or more for each finding, whole: what was found, and below it what to do. */
function doctorText(findings: readonly Told[], width: number): string {
  const names = Math.max(...findings.map(({ check }) => check.length));
  const indent = "warning".length + 2 + names + 2;
  const lines = findings.flatMap(({ check, outcome, found, advice }) => {
    const head = `${outcome.padEnd(9)}${check.padEnd(names + 2)}`;
    const texts = [...found.split("\n"), ...(advice === null ? [] : [`→ ${advice}`])];
    const body = texts.flatMap((text) => wrapped(printable(text), width - indent));
    return body.map((text, index) => `${index === 0 ? head : " ".repeat(indent)}${text}`);
  });
  const sums = outcomes.flatMap((outcome) => {
    const number = findings.filter((finding) => finding.outcome === outcome).length;
    return number === 0 ? [] : [outcome === "ok" ? `${number} ok` : count(number, outcome)];
  });
  return `${lines.join("\n")}\n\n${sums.join(", ")}\n`;
}
