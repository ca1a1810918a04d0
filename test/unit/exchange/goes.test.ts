import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { inGoes } from "../../../src/exchange/goes.ts";

/** Takes pieces of a sender and a size; gives what was under way at once, go by go. */
async function goesOf(most: number, pieces: readonly (readonly [sender: string, octets: number])[]) {
  const take = inGoes(most);
  const goes: string[][] = [];
  let underWay = 0;
  await Promise.all(
    pieces.map(([sender, octets], n) =>
      take(sender, octets, async () => {
        if (underWay === 0) goes.push([]);
        underWay += 1;
        goes.at(-1)!.push(`${sender}${n}`);
        await setImmediate();
        underWay -= 1;
      }),
    ),
  );
  return goes;
}

it("What several have sent is taken together, as much as may be in one go", async () => {
  const pieces = [
    ["a", 40],
    ["b", 40],
    ["c", 40],
    ["d", 500],
    ["e", 1],
  ] as const;
  expect(await goesOf(100, pieces)).toEqual([["a0", "b1"], ["c2"], ["d3"], ["e4"]]);
});

it("What one has sent is taken one after the other, and nobody waits for it", async () => {
  const pieces = [
    ["a", 1],
    ["a", 1],
    ["b", 1],
    ["a", 1],
    ["b", 1],
  ] as const;
  expect(await goesOf(100, pieces)).toEqual([["a0", "b2"], ["a1", "b4"], ["a3"]]);
});

it("What fails is told to who has sent it, and holds up nothing else", async () => {
  const take = inGoes(100);
  const failing = take("a", 1, () => Promise.reject(new Error("broken")));
  const others = ["a", "b"].map((sender) => take(sender, 1, async () => sender));
  await expect(failing).rejects.toThrow("broken");
  expect(await Promise.all(others)).toEqual(["a", "b"]);
  expect(await take("a", 1, async () => "again")).toBe("again");
});
