import type { Readable } from "node:stream";
import { type FromChild, faultOf, type ToChild } from "./messages.ts";
import { type Order, type Part, type TaskName, TASKS } from "./tasks.ts";

// The program of the child process. It holds nothing but the task that it is at, so it may be killed at any time.
let parts: Iterator<Part<TaskName>> | null = null;

process.on("message", async (message: ToChild) => {
  if (message.kind === "stop") parts = null;
  else process.send?.(await answer(message));
});

async function answer(message: Exclude<ToChild, { kind: "stop" }>): Promise<FromChild> {
  try {
    if (message.kind === "begin") parts = begin(message.name, await whole(message));
    const { done, value } = parts?.next() ?? { done: true, value: undefined };
    return done === true ? { kind: "end" } : { kind: "part", part: value };
  } catch (error) {
    return { kind: "fault", fault: faultOf(error) };
  }
}

function begin(name: TaskName, order: Order<TaskName>): Iterator<Part<TaskName>> {
  const task = TASKS[name] as (order: Order<TaskName>) => Generator<Part<TaskName>>;
  return task(order);
}

/** The order with the body that came beside it. */
async function whole({ order, octets }: Extract<ToChild, { kind: "begin" }>): Promise<Order<TaskName>> {
  return octets === null ? order : { ...order, body: await readOctets(process.stdin, octets) };
}

async function readOctets(input: Readable, octets: number): Promise<Uint8Array> {
  const body = new Uint8Array(octets);
  let length = 0;
  // Not to its end: the next task's comes there, too.
  for await (const chunk of input.iterator({ destroyOnReturn: false })) {
    body.set(chunk as Uint8Array, length);
    length += (chunk as Uint8Array).length;
    if (length === octets) break;
  }
  return body;
}
