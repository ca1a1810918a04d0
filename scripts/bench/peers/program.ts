import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** A program of other people, and Debian's package that brings it. */
export interface Program {
  readonly name: string;
  readonly package: string;
}

/** Says which of these are not on this machine and how they come; null where all are there. */
export function missing(programs: readonly Program[]): string | null {
  const lacking = programs.filter(({ name }) => pathOf(name) === null);
  if (lacking.length === 0) return null;
  const packages = [...new Set(lacking.map((program) => program.package))].join(" ");
  return `not measured: ${lacking.map(({ name }) => name).join(" and ")} missing; on Debian, apt-get install ${packages}`;
}

/** Where a program is; those of servers are looked for where a user's own PATH does not look. */
function pathOf(name: string): string | null {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin"];
  const paths = name.startsWith("/") ? [name] : folders.map((folder) => join(folder, name));
  return paths.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A folder under the temporary one that other users may enter. It goes with the one who made it. */
export async function peerFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "discal-bench-"));
  await chmod(path, 0o755);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** How a program is run: at home in a folder of its own, so that no settings of this machine's user count. */
export interface Call {
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** As somebody else, where this process may. */
  readonly as?: { readonly uid: number; readonly gid: number } | undefined;
  /** On its standard input. */
  readonly input?: string;
}

/** How long a server may take to listen, or a command to its end, on a machine with much else to do; ms. */
const DEADLINE = 120_000;
/** How long a server may take to end before it is killed, ms. */
const LAST_WORDS = 5_000;

/** Runs a server until it is disposed of; resolves once it listens at this port. */
export async function startServer(
  name: string,
  args: readonly string[],
  { port, ...call }: Call & { readonly port: number },
): Promise<AsyncDisposable> {
  const child = run(name, args, call);
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    const killed = setTimeout(() => child.kill("SIGKILL"), LAST_WORDS);
    await child.ended;
    clearTimeout(killed);
  };
  const end = Date.now() + DEADLINE;
  while (!(await isListening(port))) {
    if (child.code() === undefined && Date.now() < end) {
      await pause(50);
      continue;
    }
    await stop();
    throw new Error(`${name} does not listen at port ${port}: ${child.said()}`);
  }
  return { [Symbol.asyncDispose]: stop };
}

/** Runs a command to its end; gives all that it said. Throws that where the command fails or takes too long. */
export async function runCommand(name: string, args: readonly string[], call: Call): Promise<string> {
  const child = run(name, args, call);
  const killed = setTimeout(() => child.kill("SIGKILL"), DEADLINE);
  await child.ended;
  clearTimeout(killed);
  if (child.code() === 0) return child.said();
  throw new Error(`${name} ${args.join(" ")} ended with ${child.code()}: ${child.said()}`);
}

/** Of what a program says the last is kept, in characters: the reason for its end. */
const KEPT = 4_000;

function run(name: string, args: readonly string[], { folder, env = {}, as, input = "" }: Call) {
  const child = spawn(pathOf(name) ?? name, args, {
    cwd: folder,
    env: { PATH: process.env["PATH"], LC_ALL: "C.UTF-8", HOME: folder, TMPDIR: folder, ...env },
    stdio: ["pipe", "pipe", "pipe"],
    ...as,
  });
  let said = "";
  const hear = (text: string): void => void (said = (said + text).slice(-KEPT));
  child.stdout.setEncoding("utf8").on("data", hear);
  child.stderr.setEncoding("utf8").on("data", hear);
  child.stdin.on("error", () => {}).end(input);
  let code: number | string | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once("error", ({ message }) => resolve(void (code = message)));
    child.once("close", (status, signal) => resolve(void (code = status ?? signal ?? "")));
  });
  return {
    ended,
    /** Its exit code, or what ended it; undefined while it runs. */
    code: () => code,
    said: () => said,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
  };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
