import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { connect } from "../../../src/store/sqlite/database/database.ts";
import { searchTerms } from "../../../src/store/sqlite/commons/search-terms.ts";

describe("a search", () => {
  test.each([
    ["jazz", '"jazz"*'],
    ["  jazz\tnight ", '"jazz" "night"*'],
    ['say "hi"', '"say" """hi"""*'],
    ["rock & roll", '"rock" "roll"*'],
    ["** -- ''", null],
    ["", null],
  ])("for %j asks for %j", (text, terms) => {
    expect(searchTerms(text)).toBe(terms);
  });

  test("looks for no more words than a person types", () => {
    expect(searchTerms("a ".repeat(500))?.split(" ")).toHaveLength(16);
  });

  test("is never a syntax error, whatever is typed", () => {
    const client = connect(":memory:");
    client.exec("CREATE VIRTUAL TABLE t USING fts5 (a)");
    const find = client.prepare("SELECT * FROM t WHERE t MATCH ?");
    const signs = fc.constantFrom(
      '"',
      "*",
      "(",
      ")",
      "^",
      ":",
      "-",
      "+",
      "{",
      "}",
      "AND",
      "OR",
      "NOT",
      "NEAR",
      "a",
      " ",
      "é",
    );
    const typed = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(signs).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const terms = searchTerms(text);
        if (terms !== null) expect(find.all(terms)).toEqual([]);
      }),
    );
  });
});
