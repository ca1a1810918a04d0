import { pipeline } from "node:stream";
import type { Readable, Transform } from "node:stream";
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from "node:zlib";
import { DomainError } from "../core/model/domain-error.ts";
import { unreachable } from "./failure.ts";

/** What is offered. `deflate` is read too, but servers disagree on what it means. */
export const acceptEncoding = "gzip, br, zstd";

/** A zstd window of at most 8 MiB, as RFC 9659 has it: Node's own limit is 128 MiB of memory for each answer. */
const zstdWindow = { params: { [constants.ZSTD_d_windowLogMax]: 23 } };

const decoders = new Map<string, () => Transform>([
  ["gzip", () => createGunzip()],
  ["x-gzip", () => createGunzip()],
  ["deflate", () => createInflate()],
  ["br", () => createBrotliDecompress()],
  ["zstd", () => createZstdDecompress(zstdWindow)],
]);

/** What cannot be compressed grows a little by it; nothing honest doubles. */
const MOST_GROWTH = 2;

/** Nobody's calendar packs so well, beyond a few MiB: gzip comes to a thousand at best. */
const MOST_UNPACKED = 500;
const UNSUSPICIOUS = 4 * 1024 * 1024;

/** Whose answer it is, how it is encoded, and its cap. */
interface Frame {
  readonly host: string;
  readonly encoding: string;
  readonly maxBytes: number;
  /** As in `OutboundRequest`. */
  readonly hold?: ((octets: number) => void) | undefined;
}

/**
 * Reads a body through its one layer of compression. Bytes are counted before it and behind it, so that neither a bomb
 * nor a layer that never gives anything costs more than `maxBytes`, and what unpacks as only a bomb does is given up
 * early. They are copied as they come, so that a body in pieces of one byte costs no more than another. Throws a
 * DomainError `too-large`, or `unreachable` for an encoding that isn't taken.
 */
export async function readBody(body: Readable, frame: Frame): Promise<Uint8Array> {
  let bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  let length = 0;
  const taken = { packed: 0 };
  for await (const chunk of counted(decoded(body, frame, taken), frame, frame.maxBytes)) {
    const needed = length + chunk.length;
    if (needed > UNSUSPICIOUS && taken.packed > 0 && needed > MOST_UNPACKED * taken.packed) throw bomb(frame);
    if (needed > bytes.length) {
      const size = Math.max(needed, Math.min(2 * bytes.length, frame.maxBytes));
      frame.hold?.(size - bytes.length);
      bytes = grown(bytes, size);
    }
    bytes.set(chunk, length);
    length = needed;
  }
  return bytes.subarray(0, length);
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  { host, maxBytes }: Frame,
  most: number,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > most)
      throw new DomainError("too-large", `${host}: its answer is longer than ${maxBytes} bytes`, {
        host,
        maxBytes,
      });
    yield chunk;
  }
}

function bomb({ host }: Frame): DomainError {
  const message = `${host}: its answer unpacks to more than ${MOST_UNPACKED} times its size, as only a bomb does`;
  return new DomainError("too-large", message, { host });
}

function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}

/** `taken` counts what comes before it is decoded; it stays 0 where nothing is. */
function decoded(body: Readable, frame: Frame, taken: { packed: number }): AsyncIterable<Uint8Array> {
  const { host, encoding, maxBytes } = frame;
  const name = encoding.trim().toLowerCase();
  if (name === "" || name === "identity") return body;
  const decoder = decoders.get(name);
  if (decoder !== undefined) {
    const raw = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of counted(chunks, frame, MOST_GROWTH * maxBytes)) {
        taken.packed += chunk.length;
        yield chunk;
      }
    };
    // Whoever reads the decoder sees the error of any stream.
    return pipeline(body, raw, decoder(), () => {});
  }
  body.on("error", () => {}).destroy();
  throw unreachable(
    host,
    `its answer is encoded as "${name.slice(0, 40)}"; expected one layer of ${acceptEncoding}, or none`,
  );
}
