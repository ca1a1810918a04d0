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

/**
 * Reads a body through its one layer of compression. Bytes are counted as they come out of it, so that a bomb costs no
 * more than `maxBytes`. Throws a DomainError `too-large`, or `unreachable` for an encoding that isn't taken.
 */
export async function readBody(
  body: Readable,
  {
    host,
    encoding,
    maxBytes,
  }: { readonly host: string; readonly encoding: string; readonly maxBytes: number },
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of decoded(body, host, encoding)) {
    length += chunk.length;
    if (length > maxBytes) {
      throw new DomainError("too-large", `${host}: its answer is longer than ${maxBytes} bytes`, {
        host,
        maxBytes,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function decoded(body: Readable, host: string, encoding: string): AsyncIterable<Uint8Array> {
  const name = encoding.trim().toLowerCase();
  if (name === "" || name === "identity") return body;
  const decoder = decoders.get(name);
  // Whoever reads the decoder sees the error of either stream.
  if (decoder !== undefined) return pipeline(body, decoder(), () => {});
  body.on("error", () => {}).destroy();
  throw unreachable(
    host,
    `its answer is encoded as "${name.slice(0, 40)}"; expected one layer of ${acceptEncoding}, or none`,
  );
}
