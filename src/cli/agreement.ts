import { UsageError } from "./exit.ts";
import type { Shell } from "./shell.ts";

/** Asks whether something is to be done. */
export type Agree = (question: string) => Promise<boolean>;

/**
 * How a command gets a person's agreement: `--yes` gives it, else it is asked for at the terminal. Throws a UsageError
 * where nobody is there to answer, before anything is done.
 */
export function agreement(
  { ask }: Pick<Shell, "ask">,
  { yes, json }: { readonly yes: boolean; readonly json: boolean },
): Agree {
  if (yes) return async () => true;
  if (ask === null || json) throw new UsageError("nobody is there to agree: add --yes");
  return async (question) => /^y(es)?$/i.test((await ask(`${question} [y/N] `)).trim());
}
