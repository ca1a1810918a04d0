import { expect, test } from "vitest";
import { findSite } from "../../../src/cli/find-site.ts";

const sites = [
  { id: 1, name: "Town library", url: "https://library.example/events.ics" },
  { id: 2, name: "Theatre", url: "https://stage.example/a.ics" },
  { id: 3, name: "Concerts", url: "https://stage.example/b.ics" },
];

test.each([
  ["1", 1],
  ["town LIBRARY", 1],
  ["https://stage.example/b.ics", 3],
  ["library.example", 1],
])("%s names one site", (wanted, id) => {
  expect(findSite(sites, wanted).id).toBe(id);
});

test.each([
  ["stage.example", "several sites fit"],
  ["Teatre", 'did you mean "Theatre"?'],
  ["something else entirely", "known are 1 (Town library), 2 (Theatre), 3 (Concerts)"],
  ["4", "there is no site"],
])("%s names none, and is told what there is", (wanted, expected) => {
  expect(() => findSite(sites, wanted)).toThrow(expected);
});

test("many sites are not all told in one line", () => {
  const many = Array.from({ length: 11 }, (_, id) => ({
    id,
    name: `Site ${id}`,
    url: `https://${id}.example/`,
  }));
  expect(() => findSite(many, "something else")).toThrow("`npx discal sites` lists them");
});
