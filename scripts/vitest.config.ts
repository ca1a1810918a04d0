import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { threatReporter } from "./threats/reporter.ts";

/**
 * One project per kind of test, those with the longest files first: no core is left with a long one at the end. Real
 * feeds and real clients are read only where they are asked for by name.
 */
const kinds = ["property", "cluster", "e2e", "contract", "unit"];
const onDemand = ["corpus", "compat"].filter((name) => process.argv.includes(name));

/** Test files share what they import: no module keeps a state, and loading all of them anew would take half the time. */
const isolate = false;
/** Vitest leaves a core free unless told otherwise: of two, half of them. */
const maxWorkers = "100%";

class LongestKindFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project }: TestSpecification) => kinds.indexOf(project.name);
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

const root = new URL("..", import.meta.url).pathname;

export default defineConfig({
  root,
  test: {
    reporters: ["default", threatReporter(root)],
    sequence: { sequencer: LongestKindFirst },
    projects: [
      ...kinds.map((name) => ({
        test: {
          name,
          isolate,
          maxWorkers,
          include: [`test/${name}/**/*.test.ts`],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      })),
      { test: { name: "layers", isolate, maxWorkers, include: ["test/*.test.ts"] } },
      ...onDemand.map((name) => ({
        test: {
          name,
          isolate,
          // Beside others a real browser is late.
          sequence: { groupOrder: 1 },
          include: [`test/${name}/**/*.test.ts`],
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      })),
    ],
  },
});
