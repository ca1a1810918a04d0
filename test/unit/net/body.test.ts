import { Readable } from "node:stream";
import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readBody } from "../../../src/net/body.ts";
import { against } from "../../support/threat.ts";
import { costOf } from "../../support/turns.ts";

const MIB = 1024 * 1024;
const frame = { host: "feeds.example", encoding: "", maxBytes: MIB };

/** `piece` over and over; `given` says how many bytes were asked of it. */
function endless(head: Uint8Array, piece: Uint8Array) {
  const world = { given: 0, body: Readable.from([]) };
  function* pieces(): Generator<Uint8Array> {
    yield head;
    for (;;) {
      world.given += piece.length;
      yield piece;
    }
  }
  world.body = Readable.from(pieces(), { objectMode: false });
  return world;
}

describe("a body", () => {
  test(
    "in pieces of one byte is copied as it comes, and keeps none of them",
    against("outbound", "a body comes in 10^6 pieces of one byte", "pieces are copied as they come"),
    async ({ task }) => {
      const piece = Buffer.alloc(1);
      function* pieces(): Generator<Uint8Array> {
        for (let n = 0; n < 100_000; n += 1) {
          piece[0] = n % 251;
          yield piece;
        }
      }
      const body = await readBody(Readable.from(pieces(), { highWaterMark: 1 }), frame);
      expect(body).toHaveLength(100_000);
      expect([...body.subarray(500, 504)]).toEqual([500, 501, 502, 503].map((n) => n % 251));
      task.meta.figure = "100,000 pieces, none kept";
    },
  );

  test.for([
    ["once", 1],
    ["twice", 2],
  ] as const)(
    "that is a bomb of gzip, packed %s, is given up within a few MiB",
    against(
      "bombs",
      "100 KiB of gzip unpack to 100 MiB, or to gzip that does",
      "given up at 500 times its size",
    ),
    async ([, layers], { task }) => {
      let packed: Buffer = Buffer.alloc(100 * MIB);
      for (let n = 0; n < layers; n += 1) packed = gzipSync(packed);
      const body = Readable.from([packed]);
      const { grown, turn, result } = await costOf(() =>
        readBody(body, { ...frame, encoding: "gzip", maxBytes: 50 * MIB }).catch((error: unknown) => error),
      );
      // Of what is packed twice only the one layer is taken off: what is left is no calendar.
      if (layers === 1) expect(String(result)).toContain("as only a bomb does");
      else expect(result).toHaveProperty("byteLength");
      expect(grown).toBeLessThan(20);
      expect(turn).toBeLessThan(300);
      task.meta.figure = `longest turn ${Math.round(turn)} ms`;
    },
  );

  const empty = {
    "empty blocks": {
      head: gzipSync("").subarray(0, 10),
      piece: Buffer.alloc(5000, Buffer.from("000000ffff", "hex")),
    },
    "empty members": { head: Buffer.alloc(0), piece: Buffer.concat(Array<Buffer>(200).fill(gzipSync(""))) },
  };
  test.each(Object.entries(empty))(
    "that is compressed and holds nothing but %s without end is cut off",
    against(
      "outbound",
      "a compressed body goes on for ever and gives nothing",
      "bytes are counted before decoding, too",
    ),
    async (_, { head, piece }) => {
      const world = endless(head, piece);
      const reading = readBody(world.body, { ...frame, encoding: "gzip" });
      await expect(reading).rejects.toMatchObject({ problem: "too-large" });
      expect(world.given).toBeLessThan(4 * MIB);
      expect(world.body.destroyed).toBe(true);
    },
  );

  test("that compression makes longer is taken up to its cap", async () => {
    const noise = crypto.getRandomValues(new Uint8Array(60_000));
    const body = Readable.from([gzipSync(noise, { level: 0 })]);
    expect(await readBody(body, { ...frame, encoding: "gzip", maxBytes: noise.length })).toEqual(noise);
  });

  test.each([MIB, MIB + 1])("of %i bytes where 1 MiB is the most", async (length) => {
    const reading = readBody(Readable.from([Buffer.alloc(length - 1), Buffer.alloc(1)]), frame);
    if (length > MIB) await expect(reading).rejects.toMatchObject({ problem: "too-large" });
    else expect(await reading).toHaveLength(MIB);
  });

  test("tells what memory it is about to take, and ends where there is none", async () => {
    const told: number[] = [];
    const pieces = () => Readable.from(Array.from({ length: 4 }, () => Buffer.alloc(100_000)));
    await readBody(pieces(), { ...frame, hold: (octets) => void told.push(octets) });
    expect(told.reduce((sum, octets) => sum + octets)).toBe(400_000);
    const body = pieces();
    const hold = (octets: number) => {
      if (octets > 150_000) throw new Error("no room");
    };
    await expect(readBody(body, { ...frame, hold })).rejects.toThrow("no room");
    expect(body.destroyed).toBe(true);
  });

  test("without the frame of gzip is none", async () => {
    const body = Readable.from([deflateRawSync("x")]);
    await expect(readBody(body, { ...frame, encoding: "gzip" })).rejects.toThrow(/header/);
  });
});
