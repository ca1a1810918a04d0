import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { discal, freePort, serveProgram, temporaryFolder, until } from "../support/program.ts";
import { against } from "../support/threat.ts";

/** The folder of a node that has nothing yet. */
async function nodeAlone(): Promise<{ readonly cwd: string; readonly at: (...path: string[]) => string }> {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const url = `http://127.0.0.1:${await freePort()}`;
  const node = `{ name: Anna, listen: "${url.slice(7)}", url: "${url}", data: deep/data }`;
  writeFileSync(join(folder.path, "peers.yaml"), `node: ${node}\n`);
  return { cwd: folder.path, at: (...path) => join(folder.path, ...path) };
}

/** Code that somebody has brought into the running server. */
const planted = (code: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`,
});

/** What such code tries, once the server runs, and what came of each try. */
const TRIES = `
import fs from "node:fs";
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
const { data, program } = JSON.parse(process.env.PLACES);
const tries = {
  "read another's file": () => fs.readFileSync("/etc/passwd"),
  "list the folders of others": () => fs.readdirSync("/"),
  "change the program": () => fs.appendFileSync(program, " "),
  "lay down a file elsewhere": () => fs.writeFileSync(data + "/../elsewhere", ""),
  "load native code": () => process.dlopen({ exports: {} }, createRequire(program).resolve("better-sqlite3/package.json").replace(/package\\.json$/, "prebuilds/" + process.platform + "-" + process.arch + ".node")),
  "start a thread": () => new Worker("", { eval: true }),
  "open a debugger": () => import("node:inspector").then(({ open }) => open(0)),
  "pollute all objects": () => { if (({}).__proto__ === undefined) throw Object.assign(new Error(), { code: "no __proto__" }); },
  "write the data folder": () => fs.writeFileSync(data + "/written", ""),
};
process.on("SIGUSR2", async () => {
  const told = {};
  for (const [what, attempt] of Object.entries(tries))
    told[what] = await Promise.try(attempt).then(() => "done", (error) => error.code);
  process.stderr.write("tried " + JSON.stringify(told) + "\\n");
});
`;

describe("a server", () => {
  it(
    "may do nothing but what it is there for, also where somebody runs code in it",
    against(
      "supply",
      "code of an attacker runs in the server, by a dependency or a fault",
      "Node's permission model: no other file is read, none written but the data folder; no native code, thread or debugger",
    ),
    async ({ task }) => {
      const here = await nodeAlone();
      const data = here.at("deep", "data");
      const program = join(import.meta.dirname, "..", "..", "src", "main.ts");
      const env = { ...planted(TRIES), PLACES: JSON.stringify({ data, program }) };
      await using server = await serveProgram([], { ...here, env });
      await until(() => server.err().includes('"confined":true'), server.err);
      server.signal("SIGUSR2");
      await until(() => /^tried .*$/m.test(server.err()), server.err);
      const tried = JSON.parse(/^tried (.*)$/m.exec(server.err())?.[1] ?? "") as Record<string, string>;
      const { "write the data folder": written, ...others } = tried;
      expect(written).toBe("done");
      expect(Object.entries(others).filter(([, came]) => came === "done" || came === undefined)).toEqual([]);
      expect(others["read another's file"]).toBe("ERR_ACCESS_DENIED");
      task.meta.figure = `${Object.keys(others).length} tries, 0 done`;
    },
  );

  it(
    "opens no debugger for whoever signals it",
    against("supply", "SIGUSR1 makes Node listen for a debugger", "--disable-sigusr1"),
    async () => {
      const here = await nodeAlone();
      const server = await serveProgram([], here);
      onTestFinished(async () => void (await server.stop()));
      server.signal("SIGUSR1");
      expect(await answers(9229)).toBe(false);
      expect(server.err()).not.toContain("Debugger listening");
    },
  );

  it(
    "ends by a fault that nobody waits for, with one line and a code of its own",
    against(
      "supply",
      "a promise is rejected that nobody waits for",
      "one line in the log, exit code 70, the service manager starts it again",
    ),
    async () => {
      const here = await nodeAlone();
      const code = `process.on("SIGUSR2", () => void Promise.reject(new Error("boom")));`;
      const server = await serveProgram([], { ...here, env: planted(code) });
      await until(() => server.err().includes("serving"), server.err);
      server.signal("SIGUSR2");
      await until(() => server.err().includes("boom"), server.err);
      expect(await server.stop()).toBe(70);
      const lines = server.err().trimEnd().split("\n");
      expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ level: "error", err: { message: "boom" } });
      for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
    },
  );

  it(
    "writes for its own user alone, whatever umask it was started with",
    {
      timeout: 120_000,
      ...against(
        "supply",
        "other users of the machine read the data folder or a backup",
        "umask 077, folders 0700, files 0600",
      ),
    },
    async ({ task }) => {
      const here = await nodeAlone();
      const before = process.umask(0);
      onTestFinished(() => void process.umask(before));
      {
        await using server = await serveProgram([], here);
        await discal(["events", "add", "--title", "Reading", "--start", "2030-05-01"], here);
        await discal(["keys", "rotate"], here);
        expect((await discal(["backup", here.at("backup")], here)).code).toBe(0);
        expect(server.err()).not.toContain('"level":"error"');
      }
      expect((await discal(["restore", "--force", here.at("backup")], here)).code).toBe(0);
      mkdirSync(here.at("fresh"), { mode: 0o700 });
      expect((await discal(["init"], { cwd: here.at("fresh") })).code).toBe(0);
      const all = ["deep", "backup", "fresh"].flatMap((folder) => [
        here.at(folder),
        ...readdirSync(here.at(folder), { recursive: true, encoding: "utf8" }).map((name) =>
          here.at(folder, name),
        ),
      ]);
      expect(all.length).toBeGreaterThan(10);
      expect(all.filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([]);
      task.meta.figure = `${all.length} files and folders`;
    },
  );
});

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.on("error", () => resolve(false)).setTimeout(500, () => resolve(false));
    socket.on("close", () => socket.destroy());
  });
}
