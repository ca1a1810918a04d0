import { UsageError } from "./exit.ts";
import type { Shell } from "./shell.ts";

/** Asks whether something is to be done; `flags`: how whoever cannot be asked agrees. */
export type Agree = (question: string, flags?: string) => Promise<boolean>;

/**
 * How a command gets a person's agreement: `--yes` gives it, else it is asked for at the terminal. Asking throws a
 * UsageError where nobody is there to answer; what is to be agreed to has been shown by then, and nothing been done.
 */
export function agreement(
  { ask }: Pick<Shell, "ask">,
  { yes, json }: { readonly yes: boolean; readonly json: boolean },
): Agree {
  return async (question, flags = "--yes") => {
    if (yes) return true;
    if (ask === null || json) throw new UsageError(`nobody is there to agree: add ${flags}`);
    return /^y(es)?$/i.test((await ask(`${question} [y/N] `)).trim());
  };
}
