import { hash } from "node:crypto";
import { Pool } from "undici";
import { contentDigest } from "../../src/wire/envelope.ts";
import { type Peer, type Recipient, TARGET } from "../load/peer.ts";
import type { SignedBody } from "./bare-signature.ts";
import { eventLines } from "./events.ts";
import { timed } from "./in-turn.ts";

/** Pushes that a peer has under way at once, each on a connection of its own: as many as a node takes of one sender. */
export const IN_FLIGHT = 4;

/** A request that is ready to be sent. */
export interface Push {
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** The body of calendar objects `from` up to, without, `to`: real events as a node sends them. */
export function bodyOf(from: number, to: number): Uint8Array {
  return Buffer.from(Array.from({ length: to - from }, (_, n) => objectText(from + n)).join(""));
}

/** Signs a push of each body for this node. */
export function signAll(peer: Peer, to: Recipient, bodies: readonly Uint8Array[]): Promise<readonly Push[]> {
  return Promise.all(bodies.map(async (body) => ({ headers: await peer.sign(body, to), body })));
}

/** A body as a limit checks it: what is signed names its digest, and is as long as what nodes sign. */
export async function signBare({ signer }: Peer, body: Uint8Array): Promise<SignedBody> {
  const signed = Buffer.from(`${"-".repeat(400)}\ncontent-digest: ${contentDigest(body)}\n`);
  return { signed, signature: await signer.sign(signed, Date.now()), body };
}

/**
 * Sends them all, {@link IN_FLIGHT} at a time; gives the ms that it took until the last answer was there. Throws where
 * one of `objects` objects in all did not get this verdict.
 */
export async function sendAll(
  url: string,
  pushes: readonly Push[],
  objects: number,
  verdict: string,
): Promise<number> {
  const pool = new Pool(url, { connections: IN_FLIGHT });
  const answers: string[] = [];
  const queue = pushes.values();
  const send = async (): Promise<void> => {
    for (const { headers, body } of queue) {
      const answer = await pool.request({ path: TARGET, method: "POST", headers, body });
      answers.push(await answer.body.text());
    }
  };
  const ms = await timed(() => Promise.all(Array.from({ length: IN_FLIGHT }, send)));
  await pool.close();
  const wanted = `"verdict":"${verdict}"`;
  const right = answers.join("").split(wanted).length - 1;
  if (right !== objects) {
    const other = answers.flatMap((answer) => answer.split("},{")).find((said) => !said.includes(wanted));
    throw new Error(`${right} of ${objects} objects are ${verdict}: ${other}`);
  }
  return ms;
}

function objectText(n: number): string {
  const name = hash("sha1", String(n)).slice(0, 20);
  return `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\nBEGIN:VEVENT\r\nUID:${name}@feed.example\r\nDTSTAMP:20260301T000000Z\r\n${eventLines(n)}X-HOP:1\r\nX-REVISION:1\r\nX-REVISE-URL:https://feed.example/discal/revise\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
}
