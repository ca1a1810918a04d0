import { writeFileSync } from "node:fs";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { freePort, serveProgram, temporaryFolder } from "../support/program.ts";
import { against } from "../support/threat.ts";

/** A running program with these limits. */
async function served(limits: string): Promise<{ readonly url: string; readonly port: number }> {
  const folder = temporaryFolder();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = `
node: { name: Anna, listen: "127.0.0.1:${port}", url: "${url}" }
network: { proxies: ["127.0.0.1"] }
limits: { ${limits} }
`;
  writeFileSync(join(folder.path, "peers.yaml"), settings);
  const running = await serveProgram([], { cwd: folder.path });
  onTestFinished(async () => {
    await running.stop();
    folder[Symbol.dispose]();
  });
  return { url, port };
}

it(
  "the program refuses more requests of one caller, behind its proxy too, than its configuration lets in",
  against("load", "one caller asks the running program without end", "429 from the configured number on"),
  async () => {
    const { url } = await served("requests: 10");
    const ask = async (caller: string) =>
      (await fetch(`${url}/feed.ics`, { headers: { "X-Forwarded-For": caller } })).status;
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask("198.51.100.1")));
    expect(answers.filter((status) => status === 200).length).toBeGreaterThanOrEqual(10);
    expect(answers).toContain(429);
    expect(await ask("198.51.100.2")).toBe(200);
  },
);

it(
  "the program lets go of one connection that says nothing where all that it may have are open",
  against(
    "load",
    "silent connections take all of the running program's",
    "the oldest makes room at the configured number",
  ),
  async () => {
    const { port } = await served("connections: 10");
    const sockets = Array.from({ length: 11 }, (): Socket => {
      const socket = connect(port, "127.0.0.1").on("error", () => {});
      onTestFinished(() => void socket.destroy());
      return socket;
    });
    // Of connections that come side by side, any may be the first that the program sees.
    const closed = sockets.map((socket) => once(socket, "close", { signal: AbortSignal.timeout(8_000) }));
    const [wasFault] = (await Promise.race(closed)) as [boolean];
    expect(wasFault).toBe(false);
  },
);
