import { describe, expect, it } from "vitest";
import { DomainError } from "../../../../src/core/model/domain-error.ts";
import { filterQuery } from "../../../../src/serve/feeds/filter-query.ts";
import { filterParts, filterWords } from "../../../../src/serve/feeds/filter-words.ts";
import { readAsked, readFilter } from "../../../../src/serve/feeds/filter.ts";

const read = (query: string) => readFilter(new URLSearchParams(query));

describe("the parameters of a filter", () => {
  it.each([
    ["", {}],
    ["q=&tag=&place=&site=&near=&radius=5km&from=&to=", {}],
    ["q=jazz+night", { text: "jazz night" }],
    ["text=jazz", { text: "jazz" }],
    ["q=jazz&text=jazz", { text: "jazz" }],
    ["tag=Music&tag=music&tag=theatre", { tags: ["Music", "theatre"] }],
    ["tag=a,b", { tags: ["a,b"] }],
    ["place=Town%20Hall%0a%00", { places: ["Town Hall"] }],
    ["site=3&site=1&site=3", { siteIds: [3, 1] }],
    ["near=38.54,-121.74", { near: { latitude: 38.54, longitude: -121.74, radius: 10_000 } }],
    ["near=+38.54+,+-121.74&radius=800m", { near: { latitude: 38.54, longitude: -121.74, radius: 800 } }],
    ["near=-0,0&radius=5000", { near: { latitude: 0, longitude: 0, radius: 5000 } }],
    ["near=90,180&radius=3mi", { near: { latitude: 90, longitude: 180, radius: 4828 } }],
    ["near=1,1&radius=1000KM", { near: { latitude: 1, longitude: 1, radius: 1_000_000 } }],
    ["fbclid=1", {}],
  ])("%j mean what they say", (query, filter) => {
    expect(read(query)).toEqual(filter);
  });

  it.each([
    [`q=${"x".repeat(201)}`, "`q` may have 200 characters, this one has 201"],
    [`tag=${"x".repeat(101)}`, "`tag` may have 100 characters"],
    [`place=${"x".repeat(201)}`, "`place` may have 200 characters"],
    [Array.from({ length: 21 }, (_, n) => `tag=${n}`).join("&"), "at most 20 are read"],
    [Array.from({ length: 21 }, (_, n) => `site=${n + 1}`).join("&"), "at most 20 are read"],
    ["q=a&text=b", "mean the same"],
    ["q=a&q=b", "`q` stands there twice"],
    ["near=1,1&near=2,2", "`near` stands there twice"],
    ["site=club", "expected the number of a site"],
    ["site=0", "expected the number of a site"],
    ["site=1e3", "expected the number of a site"],
    ["near=Davis", "expected latitude and longitude in degrees, such as 38.54,-121.74"],
    ["near=90.1,0", "expected latitude and longitude"],
    ["near=0,180.5", "expected latitude and longitude"],
    ["near=1e1,2", "expected latitude and longitude"],
    ["near=NaN,Infinity", "expected latitude and longitude"],
    ["near=1,1&radius=0", "expected a distance such as 5km"],
    ["near=1,1&radius=1001km", "at most 1000km"],
    ["near=1,1&radius=-5km", "expected a distance"],
    ["near=1,1&radius=5 leagues", "expected a distance"],
    ["near=1,1&radius=1e3", "expected a distance"],
    ["radius=5km", "`radius` says how far from `near`"],
  ])("%j is refused, and says what was expected", (query, words) => {
    expect(() => read(query)).toThrow(DomainError);
    expect(() => read(query)).toThrow(words);
  });

  it("come with the days that they name", () => {
    const asked = readAsked(new URLSearchParams("tag=a&from=2026-03-16&to=2026-03-16"), "Europe/Berlin");
    expect(asked.dates).toEqual({ from: "2026-03-16", to: "2026-03-16" });
    expect(asked.window).toEqual({ from: Date.UTC(2026, 2, 15, 23), to: Date.UTC(2026, 2, 16, 23) });
    expect(() => readAsked(new URLSearchParams("from=soon"), "UTC")).toThrow("expected a date");
  });
});

describe("a filter as a query", () => {
  it.each([
    "",
    "q=jazz+%26+blues",
    "q=jazz&tag=a%2Fb&tag=c&place=Town+Hall,+1+Main+St&site=1&site=3&near=38.54,-121.74&radius=5km",
    "near=1,1&radius=800m",
    "near=1,1&radius=4828m",
    "near=1,1&radius=1.5km",
  ])("%j is read as what it was written from", (query) => {
    expect(filterQuery(read(query))).toBe(query);
  });

  it("is the same in whatever order its parts stood", () => {
    expect(filterQuery(read("site=3&tag=Zoo&tag=art&site=1"))).toBe(
      filterQuery(read("tag=art&site=1&site=3&tag=Zoo")),
    );
  });

  it("carries dates on", () => {
    expect(filterQuery({ tags: ["a"] }, { from: "2026-03-16", to: "" })).toBe("tag=a&from=2026-03-16");
  });
});

describe("a filter in words", () => {
  const sites = [{ id: 1, name: "Club" }];
  const filter = read(
    "q=jazz&tag=music&tag=theatre&place=Town+Hall&site=1&site=7&near=38.54,-121.74&radius=5km",
  );

  it("is a sentence of all of it", () => {
    expect(filterWords(filter, sites)).toBe(
      "music or theatre, in Town Hall, with “jazz”, shown by Club or site 7, within 5 km of 38.54, -121.74",
    );
    expect(filterWords({})).toBe("");
    expect(filterWords(read("near=1,1&radius=3mi"))).toBe("within 4.8 km of 1, 1");
  });

  it("comes apart into wishes, each of which may be taken back", () => {
    const parts = filterParts(filter, sites).map(({ words, without }) => [words, filterQuery(without)]);
    expect(parts).toHaveLength(7);
    expect(parts[0]).toEqual([
      "music",
      "q=jazz&tag=theatre&place=Town+Hall&site=1&site=7&near=38.54,-121.74&radius=5km",
    ]);
    expect(parts.at(-1)?.[1]).toBe("q=jazz&tag=music&tag=theatre&place=Town+Hall&site=1&site=7");
    expect(filterParts({ tags: ["a"] })).toEqual([{ words: "a", without: {} }]);
  });
});
