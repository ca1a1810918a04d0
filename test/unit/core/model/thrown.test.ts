import { expect, it } from "vitest";
import { messageOf } from "../../../../src/core/model/thrown.ts";

it.each([
  [new TypeError("no such thing"), "no such thing"],
  ["words alone", "words alone"],
  [undefined, "undefined"],
])("is told in words: %j", (thrown, words) => {
  expect(messageOf(thrown)).toBe(words);
});
