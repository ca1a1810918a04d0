import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mutations, type Mutation } from "./mutations.ts";

/**
 * Switches off each rule of the reconciler once, in a copy of the project, and tells which tests notice.
 * `node scripts/mutate.ts [words of the rule or file]`; exit 1 where a rule is missed by nobody.
 */
const TESTS = [
  ["test/unit/core/reconcile"],
  ["test/property/merge", "test/property/forward", "test/property/judge"],
  ["test/property/explorer", "test/property/simulation"],
];
const root = join(import.meta.dirname, "..");
const copy = mkdtempSync(join(tmpdir(), "discal-mutants-"));
for (const folder of ["src", "schema", "test", "scripts", "package.json", "tsconfig.json"]) {
  cpSync(join(root, folder), join(copy, folder), { recursive: true });
}
symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));

const wanted = process.argv.slice(2).join(" ");
let missed = 0;
for (const mutation of mutations) {
  if (!`${mutation.file} ${mutation.rule}`.includes(wanted)) continue;
  const noticed = noticedBy(mutation);
  if (noticed.length === 0) missed += 1;
  console.log(`${noticed.length === 0 ? "MISSED" : "noticed"}: ${mutation.rule} (${mutation.file})`);
  for (const test of noticed.slice(0, 3)) console.log(`    ${test}`);
}
rmSync(copy, { recursive: true, force: true });
console.log(missed === 0 ? "Every rule is held by a test." : `${missed} rules are held by no test.`);
process.exitCode = missed === 0 ? 0 : 1;

function noticedBy({ file, from, to, rule }: Mutation): readonly string[] {
  const path = join(copy, file);
  const text = readFileSync(path, "utf8");
  if (!text.includes(from)) throw new Error(`${file} does not hold what stands for "${rule}": ${from}`);
  writeFileSync(path, text.replace(from, to));
  let found: readonly string[] = [];
  for (const tests of TESTS) if (found.length === 0) found = failing(tests);
  writeFileSync(path, text);
  return found;
}

/** Names of the tests that fail in the copy. */
function failing(tests: readonly string[]): readonly string[] {
  const report = join(copy, "report.json");
  const given = [
    "--bail=1",
    "--config",
    "scripts/vitest.config.ts",
    "--reporter=json",
    `--outputFile=${report}`,
  ];
  const env = { ...process.env, DISCAL_CASES: "4000", DISCAL_SEEDS: "20", DISCAL_SEED: "1" };
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  spawnSync(process.execPath, [vitest, "run", ...given, ...tests], { cwd: copy, env });
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "failed")
    .map(({ fullName }) => fullName);
}

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}
