import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../support/installed.ts";
import { until } from "../support/program.ts";
import { shellBlocks } from "../support/shell-blocks.ts";
import { against } from "../support/threat.ts";
import { findClient, outputOf } from "./client.ts";
import { type Machine, openMachine } from "./machine.ts";

const operating = (name: string) => join(root, "scripts", "operating", name);
const blocks = shellBlocks(readFileSync(operating("README.md"), "utf8"));
const open = new Set(blocks);

let machine: Machine;

beforeAll(async () => {
  for (const program of ["nginx", "caddy", "systemd-analyze", "sqlite3", "openssl", "curl"] as const)
    findClient(program);
  machine = await openMachine();
});

afterAll(() => machine?.[Symbol.dispose]());

/** Runs the next block of the guide, which must stand under this heading; gives what it said. */
async function follow(section: string): Promise<string> {
  const [block] = open;
  expect(block?.section).toBe(section);
  open.delete(block!);
  return machine.run(block!.script);
}

/** The callers that the node's log names for a path, in their order. */
function callersOf(path: string): readonly string[] {
  return readFileSync(machine.at("journal"), "utf8")
    .split("\n")
    .filter((line) => line.includes(`"path":"${path}"`))
    .map((line) => (JSON.parse(line) as { caller: string }).caller);
}

/** A database as the first program wrote it, so that the guide's copies from before a migration are there. */
function layOldDatabase(): void {
  const database = new Database(machine.at("var/lib/discal/discal.db"));
  database.exec(readFileSync(join(root, "schema", "migrations", "0001-first.sql"), "utf8"));
  database.pragma("user_version = 1");
  database.close();
}

async function checkProxy(ports: { readonly http: number; readonly https: number }, certificate: string) {
  const to = (scheme: "http" | "https") => `${scheme}://calendar.example`;
  const base = `-q -sS -i --interface 127.0.0.2 --cacert ${certificate}`;
  const reach = `--connect-to calendar.example:443:127.0.0.1:${ports.https} --connect-to calendar.example:80:127.0.0.1:${ports.http}`;
  const ask = (url: string, ...more: readonly string[]) =>
    outputOf("curl", [...`${base} ${reach}`.split(" "), ...more, url]);
  const probe = `/probe-${ports.https}`;
  expect(ask(`${to("http")}/events.json?limit=1`)).toMatch(
    /^HTTP\/1\.1 30[18][\s\S]*location: https:\/\/calendar\.example(:\d+)?\/events\.json\?limit=1\r/im,
  );
  const feed = ask(`${to("https")}/feed.ics`);
  expect(feed).toMatch(/^HTTP\/2 200[\s\S]*strict-transport-security: max-age=/im);
  expect(feed).toContain("SOURCE;VALUE=URI:https://calendar.example/feed.ics");
  ask(`${to("https")}${probe}`, "-H", "X-Forwarded-For: 203.0.113.9", "-H", "Forwarded: for=203.0.113.9");
  expect(callersOf(probe)).toEqual(["127.0.0.2"]);
}

describe("the operating guide", () => {
  it("installs a node, and starts it as a unit that systemd understands", async () => {
    await follow("Install");
    await follow("Install");
    layOldDatabase();
    expect(await follow("Install")).toMatch(/Calendar of Exampleton/);
    expect(statSync(machine.at("var/lib/discal/keys/signing.asc")).mode & 0o777).toBe(0o600);
    expect(existsSync(machine.at("var/lib/discal/discal.db.before-2"))).toBe(true);
  });

  it("puts Caddy before it: https, redirects, and who asks is told by the proxy alone", async () => {
    await follow("TLS before it");
    const certificate = machine.at("caddy/caddy/pki/authorities/local/root.crt");
    const { caddyHttp: http, caddyHttps: https } = machine.ports;
    const reach = ["-q", "-fsS", "--cacert", certificate, "https://calendar.example/healthz"];
    await until(
      () =>
        existsSync(certificate) &&
        spawnSync("curl", [...reach, "--connect-to", `calendar.example:443:127.0.0.1:${https}`]).status === 0,
      () => readFileSync(machine.at("caddy/log"), "utf8"),
    );
    await checkProxy({ http, https }, certificate);
  });

  it("puts nginx before it, the same", async () => {
    await follow("TLS before it");
    await checkProxy(machine.ports, machine.at("fullchain.pem"));
    expect(await follow("TLS before it")).toContain('"https://calendar.example"');
  });

  it("lets nobody else say for whom they ask", () => {
    const url = `http://127.0.0.1:${machine.ports.node}/probe-direct`;
    outputOf("curl", ["-q", "-sS", "--interface", "127.0.0.2", "-H", "X-Forwarded-For: 203.0.113.9", url]);
    expect(callersOf("/probe-direct")).toEqual(["127.0.0.2"]);
  });

  it("backs up while the node runs, and restores a copy that takes a name of its own", async () => {
    const title = "Entered before the backup";
    await machine.run(`discal events add --title "${title}" --start "2030-05-01 19:30"`);
    const epoch = async () =>
      (
        JSON.parse(await machine.run("curl -fsS http://127.0.0.1:8080/.well-known/discal")) as {
          epoch: string;
        }
      ).epoch;
    const before = await epoch();
    const fingerprint = await machine.run("discal keys");
    expect(await follow("Back up and restore")).toMatch(/^Backed up discal\.db, keys\/primary\.asc/);
    await machine.run(`discal events add --title "Entered after it" --start "2030-05-02 19:30"`);
    expect(await follow("Back up and restore")).toMatch(/Calendar of Exampleton/);
    expect(await epoch()).not.toBe(before);
    expect(await machine.run("discal keys")).toBe(fingerprint);
    const feed = await machine.run("curl -fsS http://127.0.0.1:8080/feed.ics");
    expect(feed).toContain(title);
    expect(feed).not.toContain("Entered after it");
  });

  it("repairs a database that is damaged, and keeps the damaged one", async () => {
    await machine.run("systemctl stop discal");
    const database = machine.at("var/lib/discal/discal.db");
    const file = openSync(database, "r+");
    writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, Math.floor(statSync(database).size / 8192) * 4096);
    closeSync(file);
    expect(await follow("When the disk fails")).toMatch(/Calendar of Exampleton/);
    const kept = readdirSync(machine.at("var/lib/discal")).filter((name) => name.startsWith("damaged-"));
    expect(kept).toHaveLength(1);
  });

  it("upgrades in place, and goes back by the copy that was kept", async () => {
    await follow("Upgrade and downgrade");
    await follow("Upgrade and downgrade");
    expect(await machine.run("curl -fsS http://127.0.0.1:8080/feed.ics")).not.toContain("Entered before");
  });

  it("says what a program that is too old says to a newer database", () => {
    const guide = readFileSync(operating("README.md"), "utf8").replaceAll(/\s+/g, " ");
    const refusal = readFileSync(join(root, "src", "store", "sqlite", "database", "migrate.ts"), "utf8");
    for (const part of [
      "has schema version",
      "and this program knows up to",
      "start the newer program that wrote it",
    ]) {
      expect(guide).toContain(part);
      expect(refusal).toContain(part);
    }
  });

  it("shows the time zone data, logs and health", async () => {
    expect(await follow("Time zones")).toMatch(/^20\d\d[a-z]\n$/);
    expect(await follow("Logs and health")).toMatch(/"status":"ok"[\s\S]*"status":"ready"/);
  });

  it("runs on without its primary key", async () => {
    await follow("Keys");
    expect(existsSync(machine.at("var/lib/discal/keys/primary.asc"))).toBe(false);
    expect(await machine.run("curl -fsS http://127.0.0.1:8080/healthz")).toContain('"ok"');
  });

  it("moves to another address, and shows that it did", async () => {
    const { url, moves } = JSON.parse(
      (await follow("Move to another address")).split("\n").findLast((line) => line.startsWith("{")) ?? "{}",
    );
    expect(url).toBe("https://new.calendar.example");
    expect(moves).toMatchObject([{ from: "https://calendar.example", to: url }]);
  });

  it("makes an image whose steps hold: what is installed runs, and its health check tells the truth", async () => {
    const [block] = open;
    open.delete(block!);
    expect(block!.script).toContain("podman build");
    const recipe = readFileSync(operating("Containerfile"), "utf8");
    const [, install] = /^RUN (npm install .*)$/m.exec(recipe) ?? [];
    const [, check] = /^ {2}CMD (\[.*\])$/m.exec(recipe) ?? [];
    const [program, ...args] = JSON.parse(check!) as [string, ...string[]];
    await machine.run(
      `mkdir -p image && cd image && ${install!.replace("/tmp/discal.tgz", "../discal-0.1.0.tgz")}`,
    );
    expect(await machine.run("image/node_modules/.bin/discal --version")).toMatch(/^\d+\.\d+\.\d+\n$/);
    const asked = (port: number) =>
      spawnSync(
        program === "node" ? process.execPath : program,
        args.map((text) => text.replace("8080", `${port}`)),
      );
    expect(asked(machine.ports.node).status).toBe(0);
    expect(asked(machine.ports.http + 1).status).toBe(1);
  });

  it("has been followed to its end", () => {
    expect([...open]).toEqual([]);
  });
});

describe("the unit", () => {
  it(
    "is closed against what a node has no use for",
    against(
      "supply",
      "who has got into the server goes on to the machine",
      "a user of its own, a read-only system, no capability, nothing to execute but the program, no core dump",
    ),
    ({ task }) => {
      const args = ["security", "--offline=true", "--threshold=13", operating("discal.service")];
      const { status, stdout } = spawnSync(findClient("systemd-analyze"), args, { encoding: "utf8" });
      const [, exposure = ""] = /Overall exposure level for discal\.service: (\S+)/.exec(stdout) ?? [];
      expect([status, exposure]).toEqual([0, expect.stringMatching(/^\d/)]);
      // What it does not look at.
      const unit = readFileSync(operating("discal.service"), "utf8");
      for (const line of ["NoExecPaths=/", "LimitCORE=0", "UMask=0077", "OOMPolicy=continue"])
        expect(unit.split("\n")).toContain(line);
      expect(unit).toMatch(/^ExecPaths=(?!.*\/(ba)?sh\b)/m);
      task.meta.figure = `exposure ${exposure} of 10`;
    },
  );
});

describe("the container", () => {
  it(
    "is no root's, and can be read-only but for its volume",
    against(
      "supply",
      "who has got into the server changes the program, or is root in the container",
      "user 1000, read-only root, no capabilities",
    ),
    () => {
      const recipe = readFileSync(operating("Containerfile"), "utf8");
      expect(recipe).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
      expect(recipe).toMatch(/^RUN npm install .*--ignore-scripts/m);
      const run = blocks.find(({ script }) => script.includes("podman run"))?.script;
      for (const flag of ["--read-only", "--cap-drop all", "--security-opt no-new-privileges", "core=0"])
        expect(run).toContain(flag);
      // What is written lies in the volume: the database, and what Node has compiled.
      const [, volume] = /^VOLUME (\S+)$/m.exec(recipe) ?? [];
      for (const name of ["DISCAL_DATA", "XDG_CACHE_HOME"])
        expect(recipe).toMatch(new RegExp(`${name}=${volume}\\b`));
    },
  );
});
