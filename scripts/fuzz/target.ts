import type fc from "fast-check";
import { timedAtOnce } from "./stopwatch.ts";

/** Something that is tried with inputs of one kind. */
export interface Target<Input> {
  readonly name: string;
  /** Its part of all inputs, beside those of the others. */
  readonly share: number;
  readonly inputs: fc.Arbitrary<Input>;
  /** Opens what inputs are thrown at; once for so many inputs, which `batch` says. */
  readonly open: () => Promise<Prey<Input>>;
  readonly batch: number;
}

/** What inputs are thrown at. */
export interface Prey<Input> extends AsyncDisposable {
  /** Ends with an error where an input does what none may. */
  readonly hit: (input: Input) => void | Promise<void>;
}

/** A target without a state. */
export function pureTarget<Input>(
  given: Pick<Target<Input>, "name" | "share" | "inputs"> & { readonly hit: (input: Input) => void },
): Target<Input> {
  const hit = (input: Input): void => timedAtOnce(() => given.hit(input));
  const prey = { hit, [Symbol.asyncDispose]: async () => {} };
  return { ...given, batch: 1_000, open: async () => prey };
}
