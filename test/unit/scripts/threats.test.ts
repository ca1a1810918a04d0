import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileIn, keyOf, readDocument, writeDocument } from "../../../scripts/threats/document.ts";
import { filesWithThreats } from "../../../scripts/threats/files.ts";
import { drifted } from "../../../scripts/threats/reporter.ts";
import { sharedName, type Row } from "../../../scripts/threats/rows.ts";
import { temporaryFolder } from "../../support/program.ts";

const dense: Row = {
  chapter: "bombs",
  threat: "a dense RRULE",
  defence: "expansion stops after 10,000 steps",
  file: "test/unit/core/ical/recurrence.test.ts",
  name: "recurrence > stops",
  figure: "12 rules, 20 ms",
};
const canary: Row = {
  chapter: "outbound",
  threat: "a | in <a name>\nand a line",
  defence: String.raw`one \ and *two*`,
  file: "test/cluster/canary.test.ts",
  name: "asks nobody",
  figure: "",
};
const all = () => true;

describe("the table of threats", () => {
  const text = writeDocument([canary, dense]);

  it("has a chapter each, in their order", () => {
    expect(text.match(/^## .*/gm)).toEqual(["## Outbound", "## Bombs"]);
  });

  it("keeps each row in one line of four cells, whatever its words are", () => {
    const rows = text.split("\n").filter((line) => line.startsWith("| a"));
    expect(rows.map((line) => line.split(/(?<!\\)\|/).length)).toEqual([6, 6]);
    expect(text).not.toMatch(/(?<!\\)</);
  });

  it("shows code as code, and a backtick alone as itself", () => {
    const said = writeDocument([{ ...dense, threat: "`a|b_c` in *d*", defence: "a ` alone" }]);
    expect(said).toContain("| `a\\|b_c` in \\*d\\* | a \\` alone |");
  });

  it("says what it read", () => {
    expect([...readDocument(text)]).toEqual([
      [keyOf(canary), ""],
      [keyOf(dense), "12 rules, 20 ms"],
    ]);
    expect(fileIn(keyOf(canary))).toBe(canary.file);
  });

  it("does not differ by a figure", () => {
    const now = [{ ...dense, figure: "13 rules" }, canary];
    expect(drifted(now, readDocument(text), new Set([dense.file, canary.file]), all)).toEqual([]);
  });

  it("lacks a row that a test has and it has not", () => {
    const now = [dense, { ...dense, threat: "a denser RRULE" }];
    expect(drifted(now, readDocument(text), new Set([dense.file]), all)).toEqual([
      expect.stringMatching(/^it lacks Bombs: \| a denser RRULE/),
    ]);
  });

  it("has a row too many where its file says it no more, or is gone; a file that did not take part is left alone", () => {
    const document = readDocument(text);
    expect(drifted([dense], document, new Set([dense.file]), all)).toEqual([]);
    const gone = [expect.stringMatching(/^no test is Outbound: /)];
    expect(drifted([dense], document, new Set([dense.file, canary.file]), all)).toEqual(gone);
    expect(drifted([dense], document, new Set([dense.file]), (file) => file !== canary.file)).toEqual(gone);
  });

  it.each([
    [["stops"], "stops"],
    [["stops", "stops"], "stops"],
    [["refuses 0x7f.1 at once", "refuses 127.1 at once"], "refuses … at once"],
    [["asks a a", "asks a a a"], "asks a …"],
    [["one", "two"], "one …"],
  ])("names the cases %j as %s", (names, shared) => {
    expect(sharedName(names)).toBe(shared);
  });

  it("finds the files that hold threats, through the suites that they share", () => {
    using folder = temporaryFolder();
    const files = {
      "support/threat.ts": "",
      "contract/quota.ts": 'import { against } from "../support/threat.ts";',
      "contract/sqlite.test.ts": 'import { quota } from "./quota.ts";',
      "cluster/canary.test.ts": 'import { against } from "../support/threat.ts";',
      "cluster/feeds.test.ts": 'import { createCluster } from "../support/cluster.ts";',
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder.path, "test", path)), { recursive: true });
      writeFileSync(join(folder.path, "test", path), text);
    }
    expect(filesWithThreats(folder.path)).toEqual([
      "test/cluster/canary.test.ts",
      "test/contract/sqlite.test.ts",
    ]);
  });
});
