import { expect, test } from "vitest";
import { filterText, readFilter } from "../../../src/config/filter-text.ts";

test.each([
  ["everything", null],
  ["{}", null],
  ["{tags: [music, open air], hops: 3}", { tags: ["music", "open air"], hops: 3 }],
  ["{without_tags: [ads], size: 100}", { withoutTags: ["ads"], bytes: 100 }],
  [
    "{near: {latitude: 47, longitude: 15.5, radius: 5000}}",
    { near: { latitude: 47, longitude: 15.5, radius: 5000 } },
  ],
  ['{origins: ["*.example"], text: open air}', { origins: ["*.example"], text: "open air" }],
])("%s is read, and written so that it is read again", (text, filter) => {
  expect(readFilter(text)).toEqual(filter);
  expect(readFilter(filterText(filter))).toEqual(filter);
});

test("braces may be left out", () => {
  expect(readFilter("tags: [music], hops: 3")).toEqual({ tags: ["music"], hops: 3 });
});

test("a filter without parts is everything", () => {
  expect(filterText(null)).toBe("everything");
});

test.each([
  ["{tag: [music]}", 'tag: unknown key; did you mean "tags"?'],
  ["{hops: -1, size: x}", "hops: expected a number of hops from 0 to 2147483647; found -1\nsize: expected"],
  ["music", "music: unknown key; expected one of tags,"],
  ["{tags: [", "A filter is such as"],
])("%s is refused, and it is said why", (text, reason) => {
  expect(() => readFilter(text)).toThrow(reason);
});
