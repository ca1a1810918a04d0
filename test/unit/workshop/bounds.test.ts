import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { boundsOfChild } from "../../../src/workshop/child-process.ts";
import { createWorkshop } from "../../../src/workshop/in-children.ts";
import { ownFolders } from "../../../src/workshop/own-folders.ts";
import { vcalendar, vevent } from "../../support/calendar-text.ts";
import { temporaryFolder } from "../../support/program.ts";
import { against } from "../../support/threat.ts";

const root = join(import.meta.dirname, "..", "..", "..");

/** What code in a child can do: each by trying it. */
const TRIES = `
const tries = {
  read: () => fs.readFileSync("/etc/passwd"),
  data: () => fs.readdirSync(process.argv[1] + "/data"),
  write: () => fs.writeFileSync(process.argv[1] + "/src/written", ""),
  start: () => require("node:child_process").spawnSync("true", []).error && 0,
  thread: () => new (require("node:worker_threads").Worker)("", { eval: true }),
  native: () => process.dlopen({ exports: {} }, process.execPath),
  evaluate: () => Function("return 1")(),
  connect: () => new Promise((done, fail) => require("node:net").connect(9, "127.0.0.1").on("error", fail)),
  resolve: () => require("node:dns").promises.lookup("localhost"),
};
(async () => {
  const told = {};
  for (const [what, attempt] of Object.entries(tries))
    told[what] = await Promise.try(attempt).then(() => "done", (error) => error.code ?? error.name);
  console.log(JSON.stringify(told));
})();
`;

/** How the children of a process were started, by Linux. */
function childrenOf(pid: number) {
  const lists = readdirSync(`/proc/${pid}/task`).map((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8"),
  );
  const words = (child: string, name: string) =>
    readFileSync(`/proc/${child}/${name}`, "utf8").split("\0").filter(Boolean);
  return (lists.join(" ").match(/\d+/g) ?? []).map((child) => ({
    flags: words(child, "cmdline"),
    surroundings: words(child, "environ").filter((line) => !line.startsWith("NODE_CHANNEL_")),
  }));
}

it(
  "A child that reads what strangers serve can do nothing else",
  against(
    "supply",
    "what a stranger serves makes a fault of the parser run code",
    "it is parsed in a child that may neither write, connect, start a process, nor read any data",
  ),
  ({ task }) => {
    const args = [...boundsOfChild(64), "--eval", TRIES, root];
    const told = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as object;
    expect(told).toEqual({
      read: "ERR_ACCESS_DENIED",
      data: "ERR_ACCESS_DENIED",
      write: "ERR_ACCESS_DENIED",
      start: "ERR_ACCESS_DENIED",
      thread: "ERR_ACCESS_DENIED",
      native: "ERR_DLOPEN_DISABLED",
      evaluate: "EvalError",
      connect: "ERR_ACCESS_DENIED",
      resolve: "ERR_ACCESS_DENIED",
    });
    task.meta.figure = `${Object.keys(told).length} tries, 0 done`;
  },
);

it.skipIf(process.platform !== "linux")(
  "A child is started in these bounds, with nothing of the operator's surroundings",
  against(
    "supply",
    "what a stranger serves makes a fault of the parser run code",
    "the bounds are what each child is started with, and it inherits no environment",
  ),
  async () => {
    await using workshop = createWorkshop({ memory: 77, deadline: 20_000 });
    const long = vcalendar(...vevent("1@x", `DESCRIPTION:${"text ".repeat(20_000)}`));
    await workshop.expand({ text: long, window: { from: 0, to: 1, timezone: "UTC" } });
    const own = childrenOf(process.pid).filter(({ flags }) => flags.includes("--max-old-space-size=77"));
    expect(own).toEqual([{ flags: expect.arrayContaining([...boundsOfChild(77)]), surroundings: [] }]);
  },
);

it("What it reads is the program, not what an operator keeps beside it", () => {
  const own = ownFolders();
  expect(own).toContain(join(root, "src"));
  expect(own).not.toContain(root);
});

it("Packages may lie behind a link, or around the program", () => {
  using folder = temporaryFolder();
  const at = (...path: readonly string[]) => join(realpathSync(folder.path), ...path);
  for (const path of ["linked/src", "elsewhere", "installed/node_modules/discal/src"])
    mkdirSync(at(path), { recursive: true });
  for (const program of ["linked", "installed/node_modules/discal"])
    writeFileSync(at(program, "package.json"), "{}");
  symlinkSync(at("elsewhere"), at("linked", "node_modules"));
  expect(ownFolders(at("linked", "src"))).toEqual(
    expect.arrayContaining([at("linked", "node_modules"), at("elsewhere")]),
  );
  expect(ownFolders(at("installed", "node_modules", "discal", "src"))).toEqual([
    at("installed", "node_modules"),
  ]);
});
