import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../support/installed.ts";
import { freePort, temporaryFolder, until } from "../support/program.ts";
import { shellBlocks } from "../support/shell-blocks.ts";

const entry = join(root, "scripts", "discal.js");
const blocks = shellBlocks(readFileSync(join(root, "README.md"), "utf8"));

/** What stands for the reader's machine: a folder, and ports that are free. */
const folder = temporaryFolder();
const ports = new Map<string, number>();
const started: ReturnType<typeof start>[] = [];

beforeAll(async () => {
  for (const port of ["8080", "8081", "8082"]) ports.set(port, await freePort());
});

afterAll(async () => {
  for (const { child, closed } of started) {
    // Servers that a block has left in the background are in its process group.
    if (child.exitCode === null) process.kill(-child.pid!, "SIGTERM");
    await closed;
  }
  folder[Symbol.dispose]();
});

/** The next block, as it is run here: in a folder of its own, on free ports, by the program of this checkout. */
function* steps(): Generator<string> {
  for (const { script } of blocks)
    yield (
      script
        .replaceAll("/tmp/", `${folder.path}/`)
        .replaceAll(/\b127\.0\.0\.1:(808\d)\b/g, (_, port: string) => `127.0.0.1:${ports.get(port)}`)
        // Last, as the checkout may itself be in a temporary folder.
        .replaceAll("npx discal", `"${process.execPath}" "${entry}"`)
    );
}

const next = steps();

function start(script: string, env: Readonly<Record<string, string>> = {}, cwd = folder.path) {
  const child = spawn("bash", ["-euo", "pipefail", "-c", script], {
    cwd,
    detached: true,
    env: { ...process.env, NO_COLOR: "1", DISCAL_CONFIG: "", DISCAL_LOG: "silent", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  return { child, closed: once(child, "close"), said: () => said };
}

/** Runs the next block to its end; fails where a command of it does. */
async function follow(): Promise<string> {
  const { child, closed, said } = start(next.next().value ?? "exit 9");
  await closed;
  if (child.exitCode !== 0) throw new Error(`ended with ${child.exitCode}: ${said()}`);
  return said();
}

const text = async (port: string, path: string) =>
  (await fetch(`http://127.0.0.1:${ports.get(port)}${path}`)).text();

describe("the README", () => {
  it("starts a node and its tests with one line each", async () => {
    const script = next.next().value ?? "";
    const [first, second] = script.split("\n");
    // What the packages are, npm ci knows; the tests run just now.
    expect(second).toMatch(/^npm ci && npm test\b/);
    const env = { DISCAL_PORT: `${ports.get("8080")}`, DISCAL_DATA: join(folder.path, "data") };
    const server = start(first!.replace("npm ci && ", "exec "), env, root);
    started.push(server);
    await until(() => /^Key: /m.test(server.said()), server.said);
    expect(await text("8080", "/feed.ics")).toContain("BEGIN:VEVENT");
  });

  it("shows in five minutes how an event goes from one node to the other", async () => {
    const servers = start(`${next.next().value}wait\n`);
    started.push(servers);
    const { said } = servers;
    await until(() => said().match(/^Key: /gm)?.length === 2, said);
    expect(await follow()).toMatch(/are pushed to 127[^]*pushes to this node until/);
    expect(await follow()).toMatch(/^Entered /);
    await until(async () => (await text("8082", "/feed.ics")).includes("Evening of songs"), said);
    expect(await follow()).toMatch(/Evening of songs[\s\S]*up to date/);
  }, 120_000);

  it("shows how to ask for less than everything", async () => {
    expect(await follow()).toMatch(
      /^NAME:.* · concert or theatre\\, in Lighthouse Rooms\r$[^]*BEGIN:VEVENT/m,
    );
  });

  it("shows how figures are read", async () => {
    expect(await follow()).toMatch(/^# TYPE discal_/m);
  });

  it("leaves packing and installing to test/e2e/pack.test.ts, which runs this block", () => {
    const script = next.next().value ?? "";
    expect(script).toMatch(/^npm pack && npm install /);
    expect(next.next().done).toBe(true);
  });
});

describe("the other Markdown files", () => {
  it("hold no commands but those that test/compat/operating.test.ts and test/e2e/keys.test.ts follow", () => {
    const files = globSync(["*.md", "schema/**/*.md", "scripts/**/*.md"], { cwd: root });
    const commanding = files.filter((file) => shellBlocks(readFileSync(join(root, file), "utf8")).length > 0);
    expect(commanding.toSorted()).toEqual(["README.md", "schema/PROTOCOL.md", "scripts/operating/README.md"]);
  });
});
