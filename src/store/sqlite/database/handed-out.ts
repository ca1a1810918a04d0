import { readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Connection } from "./database.ts";

/** The highest number of a change log that anybody was told. */
interface HandedOut {
  readonly epoch: string;
  readonly seq: number;
}

/** Remembers that a number of the change log was told to somebody. */
export type HandOut = (seq: number) => void;

/**
 * Keeps beside the database how far its change log is known to others: a copy of an earlier day that is put over the
 * file knows less than that. What cannot be written is not remembered: a full disk must not end reading.
 */
export function handingOut(client: Connection, epoch: string): HandOut {
  if (client.memory) return () => {};
  let known = handedOut(client);
  return (seq) => {
    if (known?.epoch === epoch && known.seq >= seq) return;
    known = { epoch, seq };
    try {
      writeFileSync(besides(client), JSON.stringify(known), { mode: 0o600 });
    } catch {
      // The next number is written again.
    }
  };
}

/** Has somebody been told more of this change log, or of a later one, than the database knows? */
export function isBehind(client: Connection, { epoch, seq }: HandedOut): boolean {
  const known = handedOut(client);
  return known !== null && (known.epoch !== epoch || known.seq > seq);
}

/** Of a new change log nobody has been told anything. */
export function forgetHandedOut(client: Connection): void {
  if (!client.memory) rmSync(besides(client), { force: true });
}

function handedOut(client: Connection): HandedOut | null {
  try {
    return client.memory ? null : (JSON.parse(readFileSync(besides(client), "utf8")) as HandedOut);
  } catch {
    return null;
  }
}

function besides({ name }: Connection): string {
  return `${name}.told`;
}
