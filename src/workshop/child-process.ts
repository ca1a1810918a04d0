import { type ChildProcess, fork } from "node:child_process";
import { extname, join } from "node:path";
import { DomainError } from "../core/model/domain-error.ts";
import { type FromChild, thrownBy, type ToChild } from "./messages.ts";
import { ownFolders } from "./own-folders.ts";
import { TOO_MUCH_WORK } from "./workshop.ts";

/** What a child may take. */
export interface Bounds {
  /** Of JavaScript's heap, MiB. */
  readonly memory: number;
  /** For one part of a task, ms. */
  readonly deadline: number;
  /** For all parts of a task together, ms. */
  readonly whole: number;
}

/** What a child is asked for. */
export type Question = Exclude<ToChild, { kind: "stop" }>;

/** A child process that does one task at a time. */
export interface Child {
  /**
   * `left`: what the task may still take, ms. `body`: the octets that a beginning is told of; they are given away, so that
   * their memory is free once they are sent. Throws a DomainError `too-large` where the child had to be killed, or died of
   * it; then it is of no more use.
   */
  ask(message: Question, left: number, body?: Uint8Array): Promise<FromChild>;
  stop(): void;
  /** False once it has ended. */
  readonly lives: boolean;
  /** Whether it keeps this process running. */
  hold(isBusy: boolean): void;
  end(): Promise<void>;
}

/** Beside this file, whether it is TypeScript or has been compiled. */
const program = join(import.meta.dirname, `child${extname(import.meta.filename)}`);

/** Node's flags for a child: it reads its own program, and that is all; `memory` in MiB. */
export function boundsOfChild(memory: number): readonly string[] {
  return [
    `--max-old-space-size=${memory}`,
    "--permission",
    ...ownFolders().map((path) => `--allow-fs-read=${path}`),
    "--disable-sigusr1",
    "--disable-proto=delete",
    "--disallow-code-generation-from-strings",
  ];
}

export function startChild(bounds: Bounds): Child {
  const child = fork(program, {
    serialization: "advanced",
    execArgv: [...boundsOfChild(bounds.memory)],
    // What strangers wrote is worked through without a secret of the operator at hand.
    env: {},
    stdio: ["pipe", "ignore", "ignore", "ipc"],
  });
  // A child that died takes nothing more: that it did is seen by its end.
  child.stdin?.on("error", () => {});
  const ended = Promise.withResolvers<void>();
  let lives = true;
  const onEnd = (): void => {
    lives = false;
    ended.resolve();
  };
  // An error: it could not be started.
  child.once("exit", onEnd).once("error", onEnd);
  // It takes a moment to die, in which nobody may be given it.
  const kill = (): void => {
    lives = false;
    child.kill("SIGKILL");
  };
  return {
    ask: (message, left, body) => {
      const given = ask(child, message, { ...bounds, left }, kill);
      // Written from where it lies: a message would be a second copy.
      if (body !== undefined) child.stdin?.write(body, () => free(body));
      return given;
    },
    stop: () => void child.send({ kind: "stop" } satisfies ToChild, () => {}),
    get lives() {
      return lives && child.connected;
    },
    hold: (isBusy) => {
      if (isBusy) child.ref();
      else child.unref();
      const { channel } = child;
      if (isBusy) channel?.ref();
      else channel?.unref();
    },
    end: async () => {
      child.ref();
      kill();
      await ended.promise;
    },
  };
}

function free({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

async function ask(
  child: ChildProcess,
  message: Question,
  { memory, deadline, whole, left }: Bounds & { readonly left: number },
  kill: () => void,
): Promise<FromChild> {
  const answer = Promise.withResolvers<FromChild>();
  const giveUp = (why: string) => answer.reject(tooMuch(why));
  const isLast = left < deadline;
  const late = setTimeout(
    () => {
      kill();
      giveUp(`longer than ${(isLast ? whole : deadline) / 1000} s`);
    },
    isLast ? left : deadline,
  );
  const onExit = () => giveUp(`more than ${memory} MiB of memory`);
  const onError = (cause: Error) => answer.reject(noChild(cause));
  child.once("message", answer.resolve).once("exit", onExit).once("error", onError);
  try {
    child.send(message, (cause) => {
      if (cause !== null && child.connected) answer.reject(noChild(cause));
    });
    const given = await answer.promise;
    if (given.kind === "fault") throw thrownBy(given.fault);
    return given;
  } finally {
    clearTimeout(late);
    child.off("message", answer.resolve).off("exit", onExit).off("error", onError);
  }
}

function tooMuch(why: string): DomainError {
  return new DomainError("too-large", `It would take ${why} to work through it (rule ${TOO_MUCH_WORK}).`, {
    rule: TOO_MUCH_WORK,
  });
}

function noChild(cause: Error): DomainError {
  const message = `The process that works through what others serve cannot be started: ${cause.message}`;
  return new DomainError("unavailable", message, {}, { cause });
}
