import type { Terminal } from "./terminal.ts";
import { fit, printable } from "./text-width.ts";

/** A line that says how far a piece of work is; on a terminal only. */
export interface Progress {
  /** One more is done; `label` says which. */
  step(label: string): void;
  /** Takes the line away. */
  end(): void;
}

const barWidth = 24;
const clearLine = "\r\u001B[K";

/** Shows how many of `total` are done. */
export function showProgress(terminal: Terminal, total: number): Progress {
  let done = 0;
  const draw = (label: string) => {
    if (!terminal.isTTY) return;
    const filled = total === 0 ? barWidth : Math.round((barWidth * done) / total);
    const bar = "█".repeat(filled) + "░".repeat(barWidth - filled);
    terminal.write(clearLine + fit(`${bar} ${done}/${total} ${printable(label)}`, terminal.columns - 1));
  };
  draw("");
  return {
    step: (label) => {
      done += 1;
      draw(label);
    },
    end: () => {
      if (terminal.isTTY) terminal.write(clearLine);
    },
  };
}
