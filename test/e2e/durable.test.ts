import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { discal, freePort, serveProgram, temporaryFolder, until } from "../support/program.ts";
import { noStrace, trace } from "../support/strace.ts";
import { against } from "../support/threat.ts";

/** What starts a program several times takes its time where much else runs, ms. */
const PATIENCE = 90_000;

it.skipIf(noStrace !== null)(
  "What is answered with 2xx lies on the disk before the answer is sent",
  {
    ...against("crash", "power fails just after an answer", "the log is synced to the disk before each 2xx"),
    timeout: PATIENCE,
  },
  async ({ task }) => {
    using folder = temporaryFolder();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const settings = `node: { url: "${url}", listen: "127.0.0.1:${port}", data: data }\n`;
    writeFileSync(join(folder.path, "peers.yaml"), settings);
    const made = await discal(["token", "create", "t", "--role", "editor", "--json"], { cwd: folder.path });
    const { token } = JSON.parse(made.out) as { token: string };
    await using program = await serveProgram([], { cwd: folder.path });
    await using traced = await trace(program.pid, "-e", "trace=write,writev,fsync,fdatasync");
    const answers = 5;
    for (let n = 0; n < answers; n += 1) {
      const answer = await fetch(`${url}/api/v1/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ title: `Event ${n}`, start: "2027-05-01T18:00" }),
      });
      expect(answer.status).toBe(201);
    }
    const told = () => traced.lines().filter((line) => line.includes("HTTP/1.1 201")).length;
    await until(
      () => told() === answers,
      () => traced.lines().join("\n"),
    );
    // Since the answer before, each has its own sync of the database's log, which came back well.
    const parts = traced
      .lines()
      .join("\n")
      .split(/.*HTTP\/1\.1 201.*/)
      .slice(0, answers);
    for (const part of parts) expect(part).toMatch(/f(data)?sync\(\d+<.*discal\.db-wal>.*\) *= 0/);
    task.meta.figure = `${answers} of ${answers} answers after a sync`;
  },
);
