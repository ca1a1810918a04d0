import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { DomainError } from "../core/model/domain-error.ts";
import { fileFault } from "./file-fault.ts";
import type { Shell } from "./shell.ts";

/** The bytes of a file that a person named; `-` is standard input. Throws a DomainError `not-found`. */
export async function readInput(shell: Shell, file: string): Promise<Uint8Array> {
  if (file === "-") return shell.stdin();
  return readFile(resolve(shell.cwd, file)).catch((error: unknown) => {
    throw new DomainError("not-found", `${file} cannot be read: ${fileFault(error)}`);
  });
}
