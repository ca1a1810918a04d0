/** Where a command writes: standard output or error, or what a test puts in their place. */
export interface Terminal {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Columns of a terminal; without meaning elsewhere. */
  readonly columns: number;
}

/** Width for text that is laid out: a terminal's, elsewhere without bound, so that programs get whole values. */
export function widthOf(terminal: Terminal): number {
  return terminal.isTTY ? Math.max(40, terminal.columns) : Number.POSITIVE_INFINITY;
}

/** A stream of this process. A reader that has seen enough (`| head`) is no fault: what follows is dropped. */
export function streamTerminal(stream: NodeJS.WriteStream): Terminal {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    write: (text) => void stream.write(text),
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
  };
}
