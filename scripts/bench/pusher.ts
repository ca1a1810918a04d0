import { hash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { Pool } from "undici";
import { contentDigest } from "../../src/wire/envelope.ts";
import { type Peer, type Recipient, startPeer, TARGET } from "../load/peer.ts";
import type { SignedBody } from "./bare-signature.ts";
import { eventLines } from "./events.ts";
import { timed } from "./in-turn.ts";

/** Peers that push at the same time, each one push after the other, as peers do. */
export const SENDERS = 8;

/** Pushes that one peer has under way at once where it is alone: as many as a node takes of one sender. */
const IN_FLIGHT = 4;

/** A request that is ready to be sent. */
export interface Push {
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** The body of calendar objects `from` up to, without, `to`: real events as a node sends them. */
export function bodyOf(from: number, to: number): Uint8Array {
  return Buffer.from(Array.from({ length: to - from }, (_, n) => objectText(from + n)).join(""));
}

/** Starts the peers, and makes the rows of a node's settings by which it takes their pushes. */
export async function startSenders() {
  const peers = await Promise.all(Array.from({ length: SENDERS }, (_, n) => startPeer(n)));
  return {
    peers,
    /** That signs what a limit checks. */
    first: peers[0]!,
    settings: peers.map(({ url }) => `{ url: "${url}", accept: true, push: false }`),
    [Symbol.dispose]: () => peers.forEach((peer) => peer[Symbol.dispose]()),
  };
}

/** Signs a push of each body for this node. */
export function signAll(peer: Peer, to: Recipient, bodies: readonly Uint8Array[]): Promise<readonly Push[]> {
  return Promise.all(bodies.map(async (body) => ({ headers: await peer.sign(body, to), body })));
}

/** Deals out the bodies to {@link SENDERS} peers; gives for each what it is to send. */
export function signByTurns(
  peers: readonly Peer[],
  to: Recipient,
  bodies: readonly Uint8Array[],
): Promise<readonly (readonly Push[])[]> {
  return Promise.all(deal(bodies, peers.length).map((part, n) => signAll(peers[n]!, to, part)));
}

/** Into so many parts, one for each in turn. */
export function deal<T>(all: readonly T[], parts: number): readonly (readonly T[])[] {
  return Array.from({ length: parts }, (_, part) => all.filter((_, n) => n % parts === part));
}

/** A body as a limit checks it: what is signed names its digest, and is as long as what nodes sign. */
export async function signBare({ signer }: Peer, body: Uint8Array): Promise<SignedBody> {
  const signed = Buffer.from(`${"-".repeat(400)}\ncontent-digest: ${contentDigest(body)}\n`);
  return { signed, signature: await signer.sign(signed, Date.now()), body };
}

/**
 * Sends all, each sender's one after the other; gives the ms that it took until the last answer was there. Throws where one
 * of `objects` objects in all did not get this verdict.
 */
export async function sendParts(
  url: string,
  parts: readonly (readonly Push[])[],
  objects: number,
  verdict: string,
): Promise<number> {
  const pool = new Pool(url, { connections: parts.length });
  const answers: string[] = [];
  const send = async (part: readonly Push[]): Promise<void> => {
    for (const push of part) answers.push(await sendOne(pool, push));
  };
  const ms = await timed(() => Promise.all(parts.map(send)));
  await pool.close();
  const wanted = `"verdict":"${verdict}"`;
  const right = answers.join("").split(wanted).length - 1;
  if (right !== objects) {
    const other = answers.flatMap((answer) => answer.split("},{")).find((said) => !said.includes(wanted));
    throw new Error(`${right} of ${objects} objects are ${verdict}: ${other}`);
  }
  return ms;
}

/** Where the machine is so busy that the node puts peers off, it is sent again, which counts. */
async function sendOne(pool: Pool, { headers, body }: Push): Promise<string> {
  for (;;) {
    const answer = await pool.request({ path: TARGET, method: "POST", headers, body });
    const said = await answer.body.text();
    if (answer.statusCode !== 503) return said;
    await wait(100);
  }
}

/** As {@link sendParts}, by one peer alone. */
export function sendAll(
  url: string,
  pushes: readonly Push[],
  objects: number,
  verdict: string,
): Promise<number> {
  return sendParts(url, deal(pushes, IN_FLIGHT), objects, verdict);
}

function objectText(n: number): string {
  const name = hash("sha1", String(n)).slice(0, 20);
  return `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\nBEGIN:VEVENT\r\nUID:${name}@feed.example\r\nDTSTAMP:20260301T000000Z\r\n${eventLines(n)}X-REVISION:1\r\nX-REVISE-URL:https://feed.example/discal/revise\r\nX-HOP:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
}
