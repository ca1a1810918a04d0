import { performance } from "node:perf_hooks";
import { TOO_MANY_STEPS } from "../core/ical/occurrence-set.ts";
import { expand } from "../core/ical/occurrences.ts";
import type { Expansion } from "../core/model/event.ts";
import { type Bounds, type Child, type Question, startChild } from "./child-process.ts";
import type { ExpansionOrder } from "./expand.ts";
import { runHere } from "./in-process.ts";
import { type Order, type Part, type Run, type TaskName, workshopBy } from "./tasks.ts";
import type { Workshop } from "./workshop.ts";

/** Bodies up to so many octets are read in this process: what is worst of them takes some 20 ms a part. */
const SMALL = 65_536;
/** Of an object whose happenings are looked for here, characters: each date and rule of it costs some, whatever comes of it. */
const SHORT = 16_384;
/** Tasks that are under way at the same time, each in a child of its own. */
const ABREAST = 2;
/** How long a child waits for its next task, ms: to start one takes a tenth of a second. */
const IDLE = 30_000;
/** So much of an object's rules is followed here. */
const LITTLE = { maxSteps: 2_000, maxOccurrences: 500 };
const BOUNDS: Bounds = { memory: 1024, deadline: 60_000, whole: 5 * 60_000 };
/** After so long, ms, whoever waits is told that a task takes its time. */
const SLOW = 10_000;

/**
 * A workshop in child processes, which die alone where a task takes too much memory or time: started when they are
 * needed, ended when they are not. What is small is done here.
 */
export function createWorkshop(bounds: Partial<Bounds> = {}, slow = SLOW): Workshop {
  const pool = childPool({ ...BOUNDS, ...bounds }, slow);
  const run: Run = (name, order, onSlow) =>
    isSmall(name, order) ? runHere(name, order) : pool.run(name, order, onSlow);
  const workshop = workshopBy(run);
  return {
    ...workshop,
    expand: async (order) => littleWork(order) ?? workshop.expand(order),
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

/** Most objects take a few steps; null where one takes more than a few ms. */
function littleWork({ text, window }: ExpansionOrder): Expansion | null {
  if (text.length > SHORT) return null;
  const { maxOccurrences = LITTLE.maxOccurrences } = window;
  const bounds = { ...LITTLE, maxOccurrences: Math.min(maxOccurrences, LITTLE.maxOccurrences) };
  const found = expand(text, { ...window, ...bounds, rather: window.from });
  return found.problem === TOO_MANY_STEPS ? null : found;
}

/** As a request that is given up because the node closes. */
function closing(): DOMException {
  return new DOMException("the node closes", "AbortError");
}

/** What people look at before it is polled may have a costly rule in every event, and they can wait for a child. */
function isSmall(name: TaskName, order: Order<TaskName>): boolean {
  return name !== "surveyFeed" && "body" in order && order.body.length <= SMALL;
}

/** A body goes beside the message. */
function beginning(name: TaskName, order: Order<TaskName>): [question: Question, body?: Uint8Array] {
  if (!("body" in order) || typeof order.body === "string")
    return [{ kind: "begin", name, order, octets: null }];
  const { body } = order;
  return [{ kind: "begin", name, order: { ...order, body: "" }, octets: body.length }, body];
}

function childPool(bounds: Bounds, slow: number) {
  const idle: { readonly child: Child; readonly until: NodeJS.Timeout }[] = [];
  const busy = new Set<Child>();
  const waiting: (() => void)[] = [];
  let isClosing = false;

  const requireOpen = (): void => {
    if (isClosing) throw closing();
  };

  const take = async (): Promise<Child> => {
    // Nobody ends a child that is started later.
    requireOpen();
    while (busy.size >= ABREAST) {
      await new Promise<void>((resolve) => waiting.push(resolve));
      requireOpen();
    }
    const next = idle.pop();
    clearTimeout(next?.until);
    const child = next?.child.lives === true ? next.child : startChild(bounds);
    busy.add(child);
    child.hold(true);
    return child;
  };

  const giveBack = (child: Child): void => {
    busy.delete(child);
    child.hold(false);
    if (child.lives) {
      const until = setTimeout(() => {
        idle.splice(
          idle.findIndex((each) => each.child === child),
          1,
        );
        void child.end();
      }, IDLE).unref();
      idle.push({ child, until });
    }
    waiting.shift()?.();
  };

  async function* run<Name extends TaskName>(
    name: Name,
    order: Order<Name>,
    onSlow: () => void = () => {},
  ): AsyncGenerator<Part<Name>> {
    const patience = setTimeout(onSlow, slow);
    try {
      yield* inChild(name, order);
    } finally {
      clearTimeout(patience);
    }
  }

  async function* inChild<Name extends TaskName>(name: Name, order: Order<Name>): AsyncGenerator<Part<Name>> {
    const child = await take();
    // What others do with a part meanwhile is not held against the task.
    let left = bounds.whole;
    const ask = async (question: Question, body?: Uint8Array) => {
      const begun = performance.now();
      const given = await child.ask(question, left, body);
      left -= performance.now() - begun;
      return given;
    };
    let isDone = false;
    try {
      let given = await ask(...beginning(name, order));
      while (given.kind === "part") {
        yield given.part as Part<Name>;
        given = await ask({ kind: "next" });
      }
      isDone = true;
    } catch (error) {
      requireOpen();
      throw error;
    } finally {
      if (!isDone && child.lives) child.stop();
      giveBack(child);
    }
  }

  return {
    run,
    end: async () => {
      isClosing = true;
      for (const { until } of idle) clearTimeout(until);
      for (const giveUp of waiting.splice(0)) giveUp();
      const children = [...busy, ...idle.map(({ child }) => child)];
      await Promise.all(children.map((child) => child.end()));
    },
  };
}
