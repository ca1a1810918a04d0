import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installPacked, type Installed, output, root } from "../support/installed.ts";
import { freePort, until } from "../support/program.ts";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

let installed: Installed;
const inPackage = (...path: readonly string[]) => join(installed.folder, "node_modules", "discal", ...path);

beforeAll(async () => {
  installed = await installPacked();
}, 300_000);

afterAll(() => installed?.[Symbol.dispose]());

/** The entry, started by a Node that says it is 20: it has to hand over to the one that came along. */
const OLD_NODE = [
  "--input-type=module",
  "--eval",
  `Object.defineProperty(process.versions, "node", { value: "20.1.0" }); await import(process.argv[1]);`,
];

describe("the packed package", () => {
  it("is compiled and small: no tests, no sources", () => {
    expect(installed.files.filter((path) => /^(test|src)\/|(?<!\.d)\.ts$/.test(path))).toEqual([]);
    expect(installed.size).toBeLessThan(800_000);
  });

  it("brings what its modules read beside them", () => {
    const reads = globSync("src/**/*.ts", { cwd: root }).flatMap((path) =>
      [...readFileSync(join(root, path), "utf8").matchAll(/new URL\("([^"]+)", import\.meta\.url\)/g)].map(
        (found) => join(dirname(path), found[1]!),
      ),
    );
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.filter((path) => !existsSync(inPackage("dist", path)))).toEqual([]);
    const migrations = (folder: string) => globSync("*.sql", { cwd: folder }).toSorted();
    expect(migrations(inPackage("dist", "schema", "migrations"))).toEqual(
      migrations(join(root, "schema", "migrations")),
    );
  });

  it("is installed by what the README says, which ends with the first example", () => {
    expect(installed.stdout).toMatch(/^digests differ: true$/m);
  });

  it("tells its version", async () => {
    expect(await output(installed.folder, "npx", ["discal", "--version"])).toBe(`${manifest.version}\n`);
  });

  it("serves the sample city, also where an old Node has started it", async () => {
    const port = await freePort();
    const env = { ...process.env, DISCAL_CONFIG: "", DISCAL_PORT: `${port}`, DISCAL_LOG: "silent" };
    const args = [...OLD_NODE, inPackage("scripts", "discal.js"), "serve"];
    const program = spawn(process.execPath, args, { cwd: installed.folder, env });
    const closed = once(program, "close");
    let said = "";
    for (const stream of [program.stdout, program.stderr])
      stream.on("data", (data) => (said += String(data)));
    try {
      await until(
        () => /^Key: /m.test(said) || program.exitCode !== null,
        () => said,
      );
      const feed = await (await fetch(`http://127.0.0.1:${port}/feed.ics`)).text();
      expect(feed.match(/^BEGIN:VEVENT/gm)?.length).toBeGreaterThan(20);
    } finally {
      program.kill("SIGTERM");
    }
    expect(await closed).toEqual([0, null]);
  });

  it.each([
    [
      "core.mts",
      /digests differ: true\n(revision 1 stands, cancelled: true\n){2}status: nothing \| CANCELLED\n.*2030-03-18T09:00:00/,
    ],
    ["embed.mts", /entered revision 0 of .*\n200 text\/calendar.*SUMMARY:Evening of songs/],
    ["source-and-sink.mts", /2030-05-06 20:00 +Quiz night  Bar\n2030-05-08 +Open day\n.*Songs of the sea/],
  ])("runs the example %s", async (name, says) => {
    expect(await output(installed.folder, process.execPath, [name])).toMatch(says);
  });

  it("is typed: the examples hold against what it declares", async () => {
    const compilerOptions = {
      target: "esnext",
      module: "nodenext",
      lib: ["esnext", "esnext.temporal"],
      types: ["node"],
      typeRoots: [join(root, "node_modules", "@types")],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
    };
    writeFileSync(
      join(installed.folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions, include: ["*.mts"] }),
    );
    const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
    expect(await output(installed.folder, process.execPath, [compiler, "--project", "."])).toBe("");
  });
});

describe("the dependencies", () => {
  it("need no install script", () => {
    const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
      packages: Record<string, { hasInstallScript?: boolean; gypfile?: boolean }>;
    };
    const scripted = Object.entries(lock.packages).filter(
      ([path, { hasInstallScript, gypfile }]) =>
        // npm compiles what has a binding.gyp. That better-sqlite3 wants none of it has to stand in the lock file,
        // as its own package.json is not asked: where npm has taken `"gypfile": false` out, put it back.
        hasInstallScript || (existsSync(join(root, path, "binding.gyp")) && gypfile !== false),
    );
    expect(scripted.map(([path]) => path)).toEqual([]);
  });
});
