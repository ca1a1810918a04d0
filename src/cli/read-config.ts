import { readFileSync } from "node:fs";
import type { Config } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import { DomainError } from "../core/model/domain-error.ts";
import { fileFault } from "./file-fault.ts";

/** Reads the configuration that `--config`, the environment and the working folder name. */
export function readConfig(file: string | null): Config {
  return loadConfig({
    file,
    env: process.env,
    cwd: process.cwd(),
    read: (path) => {
      try {
        return readFileSync(path, "utf8");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
        throw new DomainError("invalid", `${path} cannot be read: ${fileFault(error)}`);
      }
    },
  });
}
