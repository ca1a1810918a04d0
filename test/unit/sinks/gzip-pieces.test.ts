import { crc32, gunzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { GZIP_HEAD, gzipEnd, gzipPiece, joinCrc } from "../../../src/sinks/gzip-pieces.ts";

it("makes one gzip file of pieces that were compressed by themselves, in whatever order they come", async () => {
  const texts = ["Hello, wörld.\r\n".repeat(5_000), "", "x", "END:VCALENDAR\r\n"];
  const made = await Promise.all(texts.map((text) => gzipPiece(text, 4)));
  for (const order of [[0, 1, 2, 3], [3, 0, 0, 2], [1], []]) {
    const pieces = order.map((n) => made[n] ?? expect.fail());
    const file = Buffer.concat([GZIP_HEAD, ...pieces.map(({ bytes }) => bytes), gzipEnd(pieces)]);
    // It checks checksum and length.
    expect(gunzipSync(file).toString()).toBe(order.map((n) => texts[n]).join(""));
  }
});

it("knows the checksum of two texts in a row from theirs", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 70_000 }), (a, b) => {
      expect(joinCrc(crc32(a), crc32(b), b.length)).toBe(crc32(Buffer.concat([a, b])));
    }),
  );
});
