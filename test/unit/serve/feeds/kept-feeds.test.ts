import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { keepFeeds } from "../../../../src/serve/feeds/kept-feeds.ts";
import { type FeedPiece } from "../../../../src/sinks/feed-pieces.ts";
import { gzipPiece } from "../../../../src/sinks/gzip-pieces.ts";

/** Text that hardly gets shorter, made by counting. */
function noise(seed: number, length: number): string {
  let state = seed + 1;
  return Array.from({ length }, () =>
    String.fromCharCode(33 + ((state = (state * 48_271) % 2_147_483_647) % 90)),
  ).join("");
}

async function* pieces(...texts: readonly string[]): AsyncGenerator<FeedPiece> {
  for (const text of texts) yield { key: text, zones: [], ...(await gzipPiece(text, 1)) };
}

async function read(parts: AsyncIterable<Uint8Array>): Promise<string> {
  return gunzipSync(Buffer.concat(await Array.fromAsync(parts))).toString();
}

it("gives what was made of this address in this state, and nothing of another", async () => {
  const feeds = keepFeeds();
  expect(feeds.find("/a", "1")).toBeNull();
  expect(await read(feeds.make("/a", "1", () => pieces("one", "two")))).toBe("onetwo");
  expect(gunzipSync(feeds.find("/a", "1") ?? "").toString()).toBe("onetwo");
  expect(feeds.find("/a", "2")).toBeNull();
  expect(feeds.find("/b", "1")).toBeNull();
});

it("hands over what it was last made of", async () => {
  const feeds = keepFeeds();
  await read(feeds.make("/a", "1", () => pieces("one", "two")));
  const known: string[] = [];
  await read(
    feeds.make("/a", "2", (given) => {
      known.push(...given.keys());
      return pieces("one", "three");
    }),
  );
  expect(known).toEqual(["one", "two"]);
  expect(gunzipSync(feeds.find("/a", "2") ?? "").toString()).toBe("onethree");
});

it("forgets what was asked for the longest ago where there are too many, and keeps none that is too large", async () => {
  const feeds = keepFeeds(5_000, 3_000);
  const make = (address: string, length: number) =>
    read(feeds.make(address, "1", () => pieces(noise(length, length))));
  await make("/a", 2_000);
  await make("/b", 2_000);
  expect(feeds.find("/a", "1")).not.toBeNull();
  await make("/c", 2_000);
  expect(["/a", "/b", "/c"].map((address) => feeds.find(address, "1") !== null)).toEqual([true, false, true]);
  expect(await make("/d", 9_000)).toHaveLength(9_000);
  expect(feeds.find("/d", "1")).toBeNull();
});

it("keeps nothing of a feed that nobody took to its end, and may make it again", async () => {
  const feeds = keepFeeds();
  const texts = Array.from({ length: 50 }, (_, n) => noise(n, 100));
  for await (const _ of feeds.make("/a", "1", () => pieces(...texts))) break;
  expect(feeds.find("/a", "1")).toBeNull();
  expect(await read(feeds.make("/a", "1", () => pieces(...texts)))).toBe(texts.join(""));
  expect(feeds.find("/a", "1")).not.toBeNull();
});

it("gathers the octets of few feeds at a time: others are sent, and not kept", async () => {
  const feeds = keepFeeds();
  const texts = Array.from({ length: 50 }, (_, n) => noise(n, 100));
  const slow = ["/a", "/b", "/c"].map((address) =>
    feeds.make(address, "1", () => pieces(...texts))[Symbol.asyncIterator](),
  );
  for (const each of slow) await each.next();
  for (const each of slow) while ((await each.next()).done !== true);
  expect(["/a", "/b", "/c"].map((address) => feeds.find(address, "1") !== null)).toEqual([true, true, false]);
});
