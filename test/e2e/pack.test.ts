import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installPacked, type Installed, output, root } from "../support/installed.ts";
import { freePort, until } from "../support/program.ts";
import { against } from "../support/threat.ts";

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
  it(
    "is compiled and small: no tests, no sources, nothing of whoever packed it",
    against(
      "supply",
      "what lies in a developer's checkout is published with the package",
      "a list of what is packed, in place of one of what is not",
    ),
    ({ task }) => {
      expect(installed.files.filter((path) => /^(test|src)\/|(?<!\.d)\.ts$/.test(path))).toEqual([]);
      const known =
        /^(dist|schema|scripts)\/|^(package\.json|peers\.example\.yaml|README\.md|SECURITY\.md|LICENSE)$/;
      expect(installed.files.filter((path) => !known.test(path))).toEqual([]);
      expect(
        installed.files.filter((path) => /\.(asc|db|env|key|log|pem)$|^peers\.yaml$/.test(path)),
      ).toEqual([]);
      expect(installed.size).toBeLessThan(1_000_000);
      task.meta.figure = `${installed.files.length} files, ${Math.round(installed.size / 1000)} kB`;
    },
  );

  it("reads a large feed in a child that may read the package alone", async () => {
    const event = (n: number) =>
      `BEGIN:VEVENT\nUID:${n}@x\nDTSTAMP:20260101T000000Z\nDTSTART:20300501T193000Z\nSUMMARY:Event ${n}\nEND:VEVENT\n`;
    const events = Array.from({ length: 1500 }, (_, n) => event(n)).join("");
    await using feed = createServer((_request, response) =>
      response.end(`BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n${events}END:VCALENDAR\n`),
    ).listen(0, "127.0.0.1");
    await once(feed, "listening");
    const { port } = feed.address() as AddressInfo;
    const file = join(installed.folder, "large.yaml");
    const site = `{ url: "http://127.0.0.1:${port}/a.ics", name: Large }`;
    writeFileSync(
      file,
      `node: { listen: "127.0.0.1:${await freePort()}", data: large }\nnetwork: { allow: [127.0.0.0/8] }\nsites: [${site}]\n`,
    );
    const args = [inPackage("scripts", "discal.js"), "serve", "--config", file];
    const program = spawn(process.execPath, args, { cwd: installed.folder });
    const closed = once(program, "close");
    let said = "";
    for (const stream of [program.stdout, program.stderr])
      stream.on("data", (data) => (said += String(data)));
    try {
      await until(
        () => /"msg":"poll/.test(said) || program.exitCode !== null,
        () => said,
      );
    } finally {
      program.kill("SIGTERM");
      await closed;
    }
    expect(said).toContain('"confined":true');
    expect(said).not.toContain("poll failed");
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
