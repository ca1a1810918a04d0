import { defineConfig } from "vitest/config";

/** One project per kind of test; real feeds and real clients are read only where they are asked for by name. */
const kinds = ["unit", "property", "contract", "cluster", "e2e"];
const onDemand = ["corpus", "compat"].filter((name) => process.argv.includes(name));

/** Test files share what they import: no module keeps a state, and loading all of them anew would take half the time. */
const isolate = false;

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    projects: [
      ...kinds.map((name) => ({
        test: {
          name,
          isolate,
          include: [`test/${name}/**/*.test.ts`],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      })),
      { test: { name: "layers", isolate, include: ["test/*.test.ts"] } },
      ...onDemand.map((name) => ({
        test: {
          name,
          isolate,
          include: [`test/${name}/**/*.test.ts`],
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      })),
    ],
  },
});
