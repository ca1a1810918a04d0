import { defineConfig } from "vitest/config";

/** One project per kind of test; the corpus suite runs only where it is asked for by name. */
const kinds = ["unit", "property", "contract", "cluster", "e2e"];

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    projects: [
      ...kinds.map((name) => ({
        test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 30_000, hookTimeout: 30_000 },
      })),
      { test: { name: "layers", include: ["test/*.test.ts"] } },
      ...(process.argv.includes("corpus")
        ? [{ test: { name: "corpus", include: ["test/corpus/**/*.test.ts"], testTimeout: 300_000 } }]
        : []),
    ],
  },
});
