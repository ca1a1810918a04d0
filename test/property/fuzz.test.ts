import { describe, expect, it } from "vitest";
import { fuzz } from "../../scripts/fuzz/run.ts";
import { everyTarget } from "../../scripts/fuzz/targets.ts";
import { SEED } from "../support/law.ts";
import { against } from "../support/threat.ts";

/** 10^4 in all; `npm run fuzz` tries more, and other ones. */
const INPUTS: Readonly<Record<string, number>> = {
  calendar: 5_000,
  wire: 4_000,
  keys: 300,
  node: 600,
  program: 400,
};

/** Characters of an input that are told. */
const LONGEST = 2_000;

/** A failure tells the shrunk input; `npm run fuzz` with its seed and `--only` keeps it in test/fixtures/crashes. */
async function checkTarget(name: string): Promise<string> {
  const target = everyTarget().find((each) => each.name === name);
  if (target === undefined) throw new Error(`there is no target ${name}`);
  const { inputs, worst, crashes } = await fuzz(target, { inputs: INPUTS[name] ?? 0, seed: SEED });
  expect(crashes.map(({ fault, input }) => `${fault} by ${JSON.stringify(input).slice(0, LONGEST)}`)).toEqual(
    [],
  );
  return `${inputs} inputs, 0 crashes${worst > 0 ? `, worst ${Math.ceil(worst)} ms` : ""}`;
}

describe(`made-up and damaged inputs (seed ${SEED})`, { timeout: 300_000 }, () => {
  it(
    "read as calendars are written as they are read, or refused in words",
    against(
      "fuzzing",
      "any text where a calendar is expected",
      "one canonical form, and refusals in place of faults",
    ),
    async ({ task }) => void (task.meta.figure = await checkTarget("calendar")),
  );

  it(
    "read as messages and headers of the protocol are written as they are read, or refused in words",
    against(
      "fuzzing",
      "any text where a message or header is expected",
      "one schema for each, and one grammar",
    ),
    async ({ task }) => void (task.meta.figure = await checkTarget("wire")),
  );

  it(
    "read as certificates and signatures take nothing from what is known, and prove nothing that was not signed",
    against(
      "fuzzing",
      "any packets where a key or a signature is expected",
      "each signature is checked before it counts; what takes long to check is left out",
    ),
    async ({ task }) => void (task.meta.figure = await checkTarget("keys")),
  );

  it(
    "break no node, whatever is asked, pushed and shown in a feed one after the other",
    against(
      "fuzzing",
      "any request to any route, any push, any feed",
      "an answer that is no 500, within 300 ms of the event loop",
    ),
    async ({ task }) => void (task.meta.figure = await checkTarget("node")),
  );

  it(
    "break no program, where its port hears bytes that are no HTTP",
    against(
      "fuzzing",
      "bytes that are no HTTP",
      "the connection is refused or closed, all others are answered",
    ),
    async ({ task }) => void (task.meta.figure = await checkTarget("program")),
  );
});
