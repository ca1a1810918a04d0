import { describe, expect, test } from "vitest";
import { formatFacts, formatTable } from "../../../src/cli/table.ts";
import { fit, printable, textWidth } from "../../../src/cli/text-width.ts";

describe("width", () => {
  test.each([
    ["abc", 3],
    ["Käse", 4],
    ["Ka\u0308se", 4],
    ["東京", 4],
    ["ｗｉｄｅ", 8],
    ["한국", 4],
    ["🎉", 2],
    ["👩‍👩‍👧", 2],
    ["🇩🇪", 2],
    ["❤️", 2],
    ["…", 1],
    ["", 0],
  ])("of %s is %d columns", (text, columns) => {
    expect(textWidth(text)).toBe(columns);
  });

  test.each([
    ["concert", 7, "concert"],
    ["concert", 6, "conce…"],
    ["東京タワー", 6, "東京…"],
    ["東京タワー", 5, "東京…"],
    ["👩‍👩‍👧👩‍👩‍👧", 3, "👩‍👩‍👧…"],
  ])("%s fits %d columns as %s", (text, columns, expected) => {
    expect(fit(text, columns)).toBe(expected);
  });

  test("foreign text can't steer the terminal", () => {
    expect(printable("a\u001B[2Jb\r\nc\u009B31md\u202Egnp\u2066x")).toBe("a [2Jb c 31md gnp x");
  });
});

describe("table", () => {
  interface Row {
    readonly name: string;
    readonly events: number | "";
    readonly note: string;
  }
  const columns = [
    { title: "NAME", value: (row: Row) => row.name, shrinks: true },
    { title: "EVENTS", value: (row: Row) => row.events, align: "right" as const },
    { title: "NOTE", value: (row: Row) => row.note, shrinks: true },
  ];
  const rows: readonly Row[] = [
    { name: "Town library", events: 7, note: "" },
    { name: "図書館", events: 1234, note: "" },
  ];

  test("columns line up, wide characters included, and empty columns are left out", () => {
    expect(formatTable(rows, columns, 80)).toBe(
      ["NAME          EVENTS", "Town library       7", "図書館          1234", ""].join("\n"),
    );
  });

  test("the widest column gives way, and no line is wider than the terminal", () => {
    const long = rows.map((row) => ({ ...row, note: "a very long note that does not fit by far" }));
    const lines = formatTable(long, columns, 40).split("\n");
    expect(Math.max(...lines.map(textWidth))).toBe(40);
    expect(lines[1]).toBe("Town library       7  a very long note …");
  });

  test("what stands in a cell can't break the line or steer the terminal", () => {
    const table = formatTable([{ name: "a\nb\u001B[2J", events: 1, note: "" }], columns, 80);
    expect(table).toBe("NAME     EVENTS\na b [2J       1\n");
  });

  test("a spare column goes where the others would get too narrow to be read", () => {
    const long = rows.map((row) => ({ ...row, note: "a very long note that does not fit by far" }));
    const spare = [
      ...columns.slice(0, 2),
      { title: "UID", value: () => "1234567@x", spare: true },
      ...columns.slice(2),
    ];
    const titles = (width: number) => formatTable(long, spare, width).split("\n")[0]?.split(/\s+/);
    expect(titles(53)).toEqual(["NAME", "EVENTS", "UID", "NOTE"]);
    expect(titles(52)).toEqual(["NAME", "EVENTS", "NOTE"]);
  });

  test("without a terminal nothing is cut", () => {
    const name = "x".repeat(500);
    expect(formatTable([{ name, events: 1, note: "" }], columns, Number.POSITIVE_INFINITY)).toContain(name);
  });

  test("facts stand under each other; those that are not known are left out", () => {
    expect(
      formatFacts(
        [
          ["title", "Fair"],
          ["place", ""],
          ["uid", "abcdef"],
        ],
        11,
      ),
    ).toBe("title  Fair\nuid    abc…\n");
  });
});
