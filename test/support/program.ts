import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const entry = join(import.meta.dirname, "..", "..", "scripts", "discal.js");
/** No answer of the program may take longer, ms. */
const DEADLINE = 20_000;

/** A folder of its own that goes with the test. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "discal-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A port that nothing listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

interface Options {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** How long a command may take, ms, where it has much to do. */
  readonly deadline?: number;
}

/** Runs one command of the real program to its end. */
export async function discal(
  args: readonly string[],
  { cwd, env = {}, deadline = DEADLINE }: Options,
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = start(args, cwd, env);
  const [code] = (await once(child.process, "close", { signal: AbortSignal.timeout(deadline) })) as [
    number | null,
  ];
  return { code, out: child.out(), err: child.err() };
}

export interface Running extends AsyncDisposable {
  readonly pid: number;
  readonly out: () => string;
  readonly err: () => string;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Ends it by SIGTERM; gives its exit code. */
  readonly stop: () => Promise<number | null>;
}

/** Starts `discal serve` and resolves once it has greeted. */
export async function serveProgram(args: readonly string[], { cwd, env = {} }: Options): Promise<Running> {
  const { process: child, out, err } = start(["serve", ...args], cwd, env);
  const closed = once(child, "close") as Promise<[number | null]>;
  const stop = async (): Promise<number | null> => {
    child.kill("SIGTERM");
    return (await closed)[0];
  };
  await until(
    () => /^Key: /m.test(out()) || child.exitCode !== null,
    () => `${out()}${err()}`,
  );
  if (child.exitCode !== null) throw new Error(`discal serve ended with ${child.exitCode}: ${err()}`);
  return {
    pid: child.pid ?? 0,
    out,
    err,
    signal: (signal) => void child.kill(signal),
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}

/** Looks again until something holds; fails with what was seen last once the deadline is past. */
export async function until(holds: () => boolean | Promise<boolean>, seen: () => string): Promise<void> {
  const end = Date.now() + DEADLINE;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${DEADLINE} ms; last seen: ${seen()}`);
    await new Promise((next) => setTimeout(next, 25));
  }
}

function start(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [entry, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", DISCAL_CONFIG: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  return { process: child, out: () => out, err: () => err };
}
