import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/**
 * What a limit can do: named functions that take and give what JSON can say. A module of `limits/` hands its own to
 * {@link answer}, and runs in a process of its own, as the node does.
 */
export type Tasks = Readonly<Record<string, (input: never) => unknown>>;

/** A limit in its own process. */
export interface Limit<All extends Tasks> extends AsyncDisposable {
  /** Runs one task there; gives what it gave. Throws what it threw, in words. */
  run<Name extends keyof All & string>(
    name: Name,
    input: Parameters<All[Name]>[0],
  ): Promise<Awaited<ReturnType<All[Name]>>>;
}

interface Reply {
  readonly result?: unknown;
  readonly fault?: string;
}

/** Starts `limits/<module>.ts`: `startLimit<typeof tasks>("ingest")`. */
export function startLimit<All extends Tasks>(module: string): Limit<All> {
  return startModule(`limits/${module}`);
}

/** Starts any module of this folder that {@link answer}s: what stands at the other end of both sides, and is neither. */
export function startModule<All extends Tasks>(module: string): Limit<All> {
  const child = fork(join(import.meta.dirname, `${module}.ts`), { serialization: "advanced" });
  return {
    async run(name, input) {
      const reply = once(child, "message") as Promise<[Reply]>;
      child.send({ name, input });
      const [{ result, fault }] = await reply;
      if (fault !== undefined) throw new Error(`${module}.ts, ${name}: ${fault}`);
      return result as never;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(child, "close");
      child.kill();
      await closed;
    },
  };
}

/** The other end: answers for a module of limits. */
export function answer(tasks: Tasks): void {
  process.on("message", (message) => {
    void reply(tasks, message as { readonly name: string; readonly input: never }).then((said) =>
      process.send?.(said),
    );
  });
}

async function reply(
  tasks: Tasks,
  { name, input }: { readonly name: string; readonly input: never },
): Promise<Reply> {
  try {
    return { result: await tasks[name]?.(input) };
  } catch (error) {
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
