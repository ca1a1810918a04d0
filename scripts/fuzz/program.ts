import type fc from "fast-check";
import { readFileSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort, serveProgram, temporaryFolder } from "../../test/support/program.ts";
import { rawRequests, type Bytes } from "./raw.ts";
import { requests } from "./requests.ts";
import type { Prey, Target } from "./target.ts";

/** An honest request that is not answered by then never will be, ms. */
const DEADLINE = 20_000;
/** What is answered to nonsense comes within this time, ms; what is only half said waits longer than anybody looks. */
const PATIENCE = 40;
/** What the program may hold more after a batch than after its first inputs, KiB. */
const GROWTH = 96 * 1024;

/** The real program, by bytes on its port that need be no HTTP. */
export function program(calendars: fc.Arbitrary<string>): Target<Bytes> {
  return { name: "program", share: 1, inputs: rawRequests(requests(calendars)), batch: 2_000, open };
}

async function open(): Promise<Prey<Bytes>> {
  const folder = temporaryFolder();
  const port = await freePort();
  const file = join(folder.path, "peers.yaml");
  const settings = `node:\n  url: http://127.0.0.1:${port}\n  name: Fuzzed\n  listen: 127.0.0.1:${port}\n  data: ${folder.path}/data\n`;
  writeFileSync(file, `${settings}network:\n  allow: [127.0.0.1]\n`);
  const running = await serveProgram(["--config", file], { cwd: folder.path });
  let count = 0;
  let held = 0;
  return {
    hit: async (bytes) => {
      count += 1;
      const heard = await write(port, bytes);
      if (/^HTTP\/1\.1 500/m.test(heard)) throw new Error(`answered ${heard.slice(0, 300)}`);
      if (count % 10 === 0) await isWell(port);
      if (/unhandled|uncaught|a request broke/i.test(running.err() + running.out()))
        throw new Error(`the program complains: ${(running.err() + running.out()).slice(-500)}`);
      if (count % 200 !== 0) return;
      const now = residentKib(running.pid);
      if (held === 0) held = now;
      if (now - held > GROWTH)
        throw new Error(`the program holds ${now - held} KiB more after ${count} inputs`);
    },
    [Symbol.asyncDispose]: async () => {
      await running[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** Writes the pieces, and gives what is answered until nothing more comes. */
async function write(port: number, { pieces, closes }: Bytes): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.setEncoding("latin1").on("data", (text: string) => (heard += text));
  // Whoever writes nonsense is hung up on.
  socket.on("error", () => {});
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  socket.once("close", () => close());
  for (const piece of pieces) if (!socket.destroyed && piece !== "") await written(socket, piece);
  if (closes && !socket.destroyed) socket.end();
  await Promise.race([closed, wait(PATIENCE)]);
  socket.destroy();
  return heard;
}

async function written(socket: Socket, piece: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once("close", () => resolve());
  socket.write(piece, "latin1", () => resolve());
  await promise;
}

async function isWell(port: number): Promise<void> {
  const signal = AbortSignal.timeout(DEADLINE);
  const { status } = await fetch(`http://127.0.0.1:${port}/healthz`, { signal });
  if (status !== 200) throw new Error(`/healthz answers ${status} after this`);
}

function residentKib(pid: number): number {
  const [, kib = "0"] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib);
}
