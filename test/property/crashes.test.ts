import { expect, it } from "vitest";
import { readCrashes } from "../../scripts/fuzz/crash.ts";
import { everyTarget } from "../../scripts/fuzz/targets.ts";
import { against } from "../support/threat.ts";

const known = against("fuzzing", "an input that broke something before", "what it broke is mended");

it.each(readCrashes())("$name does what it did no more: $fault", known, async ({ target, input }) => {
  const aimed = everyTarget().find(({ name }) => name === target);
  if (aimed === undefined) throw new Error(`there is no target ${target}`);
  await using prey = await aimed.open();
  await expect(Promise.resolve(prey.hit(input as never))).resolves.toBeUndefined();
});
