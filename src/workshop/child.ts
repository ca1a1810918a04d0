import { type FromChild, faultOf, type ToChild } from "./messages.ts";
import { type Order, type Part, type TaskName, TASKS } from "./tasks.ts";

// The program of the child process. It holds nothing but the task that it is at, so it may be killed at any time.
let parts: Iterator<Part<TaskName>> | null = null;

process.on("message", (message: ToChild) => {
  if (message.kind === "stop") parts = null;
  else process.send?.(answer(message));
});

function answer(message: Exclude<ToChild, { kind: "stop" }>): FromChild {
  try {
    if (message.kind === "begin") parts = begin(message.name, message.order);
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
