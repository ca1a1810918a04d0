import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { discal, freePort, serveProgram, temporaryFolder } from "../support/program.ts";

describe("the first run, without configuration", () => {
  it("shows a sample city that says what it is and what to do, and closes cleanly on SIGTERM", async () => {
    using folder = temporaryFolder();
    const port = await freePort();
    const env = { DISCAL_PORT: `${port}` };
    const program = await serveProgram([], { cwd: folder.path, env });
    const page = await (await fetch(`http://127.0.0.1:${port}/`)).text();
    expect(page).toContain("discal init");
    const feed = await (await fetch(`http://127.0.0.1:${port}/feed.ics`)).text();
    expect(feed.match(/^BEGIN:VEVENT/gm)?.length).toBeGreaterThan(20);
    const { events } = (await (await fetch(`http://127.0.0.1:${port}/events.json`)).json()) as {
      events: unknown[];
    };
    expect(events.length).toBeGreaterThan(20);
    const health = await (await fetch(`http://127.0.0.1:${port}/healthz`)).json();
    expect(health).toMatchObject({ status: "ok" });
    expect(await program.stop()).toBe(0);
    const levels = program
      .err()
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { level: string }).level);
    expect(levels).not.toContain("error");
  });
});

describe("a start that cannot succeed says why, and what to do", () => {
  it("when the port is in use", async () => {
    using folder = temporaryFolder();
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    const { code, err } = await discal(["serve"], { cwd: folder.path, env: { DISCAL_PORT: `${port}` } });
    taken.close();
    expect(code).toBe(1);
    expect(err).toContain(`Cannot listen on 127.0.0.1:${port}: another program uses it already`);
    expect(err).toContain("DISCAL_PORT");
  });

  it("when the data folder cannot be written", async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, "data"), "a file where a folder should be");
    const { code, err } = await discal(["serve"], { cwd: folder.path });
    expect(code).toBe(1);
    expect(err).toMatch(/The data folder .* cannot be written.*DISCAL_DATA/s);
  });

  it("when the database is newer than the program", async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, "peers.yaml"), "node: { name: Old }\n");
    mkdirSync(join(folder.path, "data"));
    const database = new Database(join(folder.path, "data", "discal.db"));
    database.pragma("journal_mode = WAL");
    database.pragma("user_version = 999");
    database.close();
    const before = readFileSync(join(folder.path, "data", "discal.db"));
    const { code, err } = await discal(["status"], { cwd: folder.path });
    expect(code).toBe(1);
    expect(err).toMatch(/999/);
    expect(readFileSync(join(folder.path, "data", "discal.db")).equals(before)).toBe(true);
  });

  it("when the configuration is wrong: file, line, key and what was expected", async () => {
    using folder = temporaryFolder();
    writeFileSync(
      join(folder.path, "peers.yaml"),
      'sites:\n  - name: Library\n    url: https://a.example/x.ics\n    pol: "1h"\n',
    );
    const { code, err } = await discal(["serve"], { cwd: folder.path });
    expect(code).toBe(2);
    expect(err).toContain("peers.yaml:4");
    expect(err).toMatch(/sites\[0\]\.pol.*did you mean "poll"/);
  });
});
