import { expect, it } from "vitest";
import { uidFingerprint } from "../../../../src/core/model/uid.ts";
import { ulid } from "../../../../src/core/model/ulid.ts";

const zero = new Uint8Array(10);
const ones = new Uint8Array(10).fill(0xff);

it.each([
  [0, zero, "00000000000000000000000000"],
  [0, ones, "0000000000ZZZZZZZZZZZZZZZZ"],
  // The example of the specification.
  [1_469_918_176_385, zero, "01ARYZ6S410000000000000000"],
  [2 ** 48 - 1, ones, "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"],
])("a ULID of %d is its time and what is added", (at, more, text) => {
  expect(ulid(at, more)).toBe(text);
});

it("ULIDs sort by time, and stand in self-certifying UIDs", () => {
  const at = [1, 31, 32, 1e6, 1.7e12].map((moment) => ulid(moment, ones));
  expect(at.toSorted()).toEqual(at);
  expect(uidFingerprint(`${at[4]}.${"A".repeat(40)}@a.example`)).toBe("A".repeat(40));
});
