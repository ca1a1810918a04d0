import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { against } from "../support/threat.ts";

/** What starts a program several times takes its time where much else runs, ms. */
const PATIENCE = 90_000;

const SCRIPT = join(import.meta.dirname, "..", "..", "scripts", "crash.ts");

it(
  "A node that is killed under load keeps what it has promised, and no place in another's log is ahead of it",
  {
    ...against("crash", "kill -9 at any moment", "objects, change log and all cursors commit together"),
    timeout: PATIENCE,
  },
  async ({ task, signal }) => {
    // How fast it starts is looked at where nothing else runs: by `npm run crash`.
    const options = ["--cycles", "3", "--seed", "1", "--start", "60000", "--json"];
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, ...options], { signal });
    const { cycles, promised, faults } = JSON.parse(stdout) as Record<string, number>;
    expect({ cycles, faults }).toEqual({ cycles: 3, faults: 0 });
    expect(promised).toBeGreaterThan(0);
    task.meta.figure = `${cycles} kills, ${promised} versions promised, 0 lost`;
  },
);
