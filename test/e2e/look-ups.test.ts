import { expect, it } from "vitest";
import { against } from "../support/threat.ts";
import { discal, temporaryFolder } from "../support/program.ts";

/** Prints, at the end, on how many threads pieces of work ran side by side. */
const COUNT = `data:text/javascript,${encodeURIComponent(`
  import { pbkdf2 } from "node:crypto";
  import { readdirSync } from "node:fs";
  setImmediate(() => {
    for (let n = 0; n < 40; n += 1) pbkdf2("a", "b", 10_000, 32, "sha256", () => {});
    console.error("threads: " + readdirSync("/proc/self/task").length);
  });
`)}`;

it.skipIf(process.platform !== "linux")(
  "has threads for the names of peers while others hang",
  against("network", "a stranger's names hang in DNS", "look-ups of others find a thread"),
  async ({ task }) => {
    using folder = temporaryFolder();
    const env = { NODE_OPTIONS: `--import=${COUNT}` };
    const { err } = await discal(["--version"], { cwd: folder.path, env });
    const threads = Number(/threads: (\d+)/.exec(err)?.[1]);
    expect(threads).toBeGreaterThanOrEqual(32);
    task.meta.figure = `${threads} threads`;
  },
);
