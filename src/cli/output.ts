import type { Terminal } from "./terminal.ts";
import { widthOf } from "./terminal.ts";
import { printableJson, printableLines } from "./text-width.ts";

/** What a command has to say: data for programs (`--json`), text for people. */
export type Say = (data: unknown, text: (width: number) => string) => void;

/** Makes a command's one way to say its result: one JSON document, or text for the width at hand. */
export function createOutput(terminal: Terminal, json: boolean): Say {
  return (data, text) => {
    if (json) terminal.write(`${printableJson(JSON.stringify(data, null, 2))}\n`);
    else {
      const said = endLine(text(widthOf(terminal)));
      // Programs and files get the very bytes, of calendars above all.
      terminal.write(terminal.isTTY ? printableLines(said) : said);
    }
  };
}

/** `1 event`, `2 events`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function endLine(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
