import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { createWorld, type World } from "./world.ts";

const isThere = (shell: string) => spawnSync(shell, ["--version"]).status === 0;

/** A world with the script of a shell in it, and what `discal __complete sites` prints in place of the program. */
async function withScript(shell: string): Promise<World> {
  const world = createWorld();
  const { out } = await world.discal("completion", shell);
  world.write("script", `discal() { echo library.example; }\n${out}`);
  world.write("script.fish", `function discal; echo library.example; end\n${out}`);
  world.write("all.ics", "");
  return world;
}

/** What bash offers for the last of these words. */
function offeredByBash(world: World, words: readonly string[]): readonly string[] {
  const run = `source ./script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _discal; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", run, "bash", ...words], {
    cwd: world.folder,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((line) => line !== "");
}

const cases: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ["discal sta", ["status"]],
  ["discal sites su", ["suspend"]],
  ["discal --config all.ics tok", ["token"]],
  ["discal --json token create ci --role ", ["admin", "editor", "reader"]],
  ["discal token create --ex", ["--expires"]],
  ["discal sites edit 4 --lead s", ["source"]],
  ["discal sites health ", ["library.example"]],
  ["discal events list --site li", ["library.example"]],
  ["discal import al", ["all.ics"]],
  ["discal export --output al", ["all.ics"]],
  ["discal events add --title sites ", ["all.ics"]],
  ["discal completion f", ["fish"]],
  ["discal events list --te", ["--text"]],
];

describe("completion", () => {
  test("of bash knows commands, options and their values", async () => {
    const world = await withScript("bash");
    for (const [line, offered] of cases)
      expect([line, offeredByBash(world, line.split(" "))]).toEqual([
        line,
        expect.arrayContaining([...offered]),
      ]);
    expect(offeredByBash(world, ["discal", "sites", "su"])).toEqual(["suspend"]);
    expect(offeredByBash(world, ["discal", "events", "add", "--title", ""])).toEqual([]);
  });

  test.runIf(isThere("fish"))("of fish knows the same", async () => {
    const world = await withScript("fish");
    for (const [line, offered] of cases) {
      const run = ["-c", "source ./script.fish; complete -C $argv[1]", line];
      const { stdout, stderr } = spawnSync("fish", run, { cwd: world.folder, encoding: "utf8" });
      expect(stderr).toBe("");
      const words = stdout.split("\n").map((each) => each.split("\t")[0]);
      expect([line, words]).toEqual([line, expect.arrayContaining([...offered])]);
    }
  });

  test.runIf(isThere("zsh"))("of zsh knows the same", async () => {
    const world = await withScript("zsh");
    // What zsh's own functions would be given, in their place.
    const stage = `compdef() {}; _files() { print -l *(N) }
_describe() { local last=\${@[-1]}; print -l -- \${\${(P)last}%%:*} }
compadd() { if [[ $1 == -a ]]; then print -l -- \${(P)2}; else print -l -- $@; fi }
source ./script; words=("$@"); CURRENT=$#; PREFIX=\${@[-1]}; _discal`;
    for (const [line, offered] of cases) {
      const { stdout, stderr } = spawnSync("zsh", ["-fc", stage, "zsh", ...line.split(" ")], {
        cwd: world.folder,
        encoding: "utf8",
      });
      expect(stderr).toBe("");
      expect([line, stdout.split("\n")]).toEqual([line, expect.arrayContaining([...offered])]);
    }
  });

  test("offers no host that a shell would take for a command", async () => {
    const world = createWorld();
    const urls = ["https://$(id).example/", "https://`id`.example/", "https://c.example:8443/"];
    world.write("peers.yaml", `sites: [${urls.map((url) => `{ url: "${url}" }`).join(", ")}]\n`);
    expect((await world.discal("__complete", "sites")).out).toBe("c.example:8443\n");
  });

  test("gives hosts of the file that name one site, and opens nothing for them", async () => {
    const world = createWorld();
    const urls = ["https://a.example/1.ics", "https://a.example/2.ics", "https://b.example/"];
    world.write("peers.yaml", `sites: [${urls.map((url) => `{ url: "${url}" }`).join(", ")}]\n`);
    expect(await world.discal("__complete", "sites")).toEqual({ code: 0, out: "b.example\n", err: "" });
    expect((await world.discal("--help")).out).not.toContain("__complete");
  });
});
