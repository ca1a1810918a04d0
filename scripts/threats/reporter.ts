import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Reporter, TestModule } from "vitest/node";
import { fileIn, keyOf, readDocument, writeDocument } from "./document.ts";
import { gather, type Row } from "./rows.ts";

/** `npm run threats` sets it: the document is written, not compared. */
export const WRITE = "DISCAL_THREATS";
const PLACE = "test/threats.md";

/**
 * Holds `test/threats.md` against what the tests of a run say of themselves, and fails the run where it says something
 * else. Of files that did not take part it asks only that they are still there.
 */
export function threatReporter(root: string): Reporter {
  return {
    onTestRunEnd: (modules) => {
      const collected = modules.filter((module) => module.errors().length === 0);
      const rows = gather(collected, root);
      const old = existsSync(join(root, PLACE))
        ? readDocument(readFileSync(join(root, PLACE), "utf8"))
        : null;
      if (process.env[WRITE] === "write") {
        if (rows.length === 0 || collected.length < modules.length)
          fail("Some tests could not be read: the document stays as it is.");
        else writeFileSync(join(root, PLACE), writeDocument(rows.map((row) => withFigure(row, old))));
        return;
      }
      // Of other seeds the tests' names are others.
      if (old === null || process.env["DISCAL_SEEDS"] !== undefined) return;
      const drift = drifted(rows, old, new Set(collected.map((module) => pathOf(module, root))), (file) =>
        existsSync(join(root, file)),
      );
      if (drift.length > 0)
        fail(
          [`${PLACE} does not say what the tests do; npm run threats writes it anew:`, ...drift].join("\n  "),
        );
    },
  };
}

/** What the document lacks, and what it says of tests that are not there. */
export function drifted(
  rows: readonly Row[],
  document: ReadonlyMap<string, string>,
  tookPart: ReadonlySet<string>,
  isThere: (file: string) => boolean,
): readonly string[] {
  const now = new Set(rows.map(keyOf));
  const lacks = [...now].filter((key) => !document.has(key));
  const gone = [...document.keys()].filter(
    (key) => !now.has(key) && (tookPart.has(fileIn(key)) || !isThere(fileIn(key))),
  );
  return [...lacks.map((key) => `it lacks ${key}`), ...gone.map((key) => `no test is ${key}`)];
}

/** A test that was skipped on this machine keeps what it measured last. */
function withFigure(row: Row, old: ReadonlyMap<string, string> | null): Row {
  return row.figure === "" ? { ...row, figure: old?.get(keyOf(row)) ?? "" } : row;
}

function pathOf(module: TestModule, root: string): string {
  return module.moduleId
    .slice(root.length)
    .replace(/^[/\\]/, "")
    .replaceAll("\\", "/");
}

function fail(why: string): void {
  process.stderr.write(`\n${why}\n`);
  process.exitCode = 1;
}
