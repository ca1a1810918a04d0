import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { addDoctor } from "../../../../src/cli/doctor.ts";
import type { Told } from "../../../../src/cli/doctor/checks.ts";
import { createProgram, runProgram } from "../../../../src/cli/program.ts";
import { textWidth } from "../../../../src/cli/text-width.ts";
import { loadConfig } from "../../../../src/config/load.ts";
import { DomainError } from "../../../../src/core/model/domain-error.ts";
import { openStore } from "../../../../src/store/sqlite/open.ts";

const NOW = Date.UTC(2026, 10, 21, 11);

async function doctor(
  settings: string,
  given: { readonly columns?: number; readonly prepare?: (data: string) => Promise<void> } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "discal-doctor-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "peers.yaml");
  writeFileSync(file, settings);
  await given.prepare?.(join(folder, "data"));
  let out = "";
  const terminal = { isTTY: given.columns !== undefined, columns: given.columns ?? 0 };
  const shell = {
    cwd: folder,
    out: { ...terminal, write: (text: string) => void (out += text) },
    err: { ...terminal, write: () => {} },
    clock: () => NOW,
    stdin: async () => new Uint8Array(),
    ask: null,
    pause: async () => {},
    readConfig: () => loadConfig({ file, env: {}, cwd: folder, read: (path) => readFileSync(path, "utf8") }),
    openNode: () => Promise.reject(new Error("the doctor opens no node: that would change it")),
  };
  const nobody = async () => async () => Promise.reject(new DomainError("unreachable", "nobody is there"));
  const program = createProgram(shell, "1", [addDoctor(nobody)]);
  const code = await runProgram(
    program,
    given.columns === undefined ? ["doctor", "--json"] : ["doctor"],
    shell,
  );
  return { code, out, folder };
}

const outcomes = (out: string) =>
  Object.fromEntries(
    (JSON.parse(out) as { findings: readonly Told[] }).findings.map((each) => [each.check, each.outcome]),
  );

it("of a node that never ran has warnings alone, and makes nothing", async () => {
  const { code, out, folder } = await doctor('node: { url: "https://a.example" }');
  expect(code).toBe(0);
  expect(outcomes(out)).toMatchObject({
    configuration: "ok",
    "data folder": "warning",
    database: "warning",
    server: "warning",
  });
  expect(readdirSync(folder)).toEqual(["peers.yaml"]);
});

it("reads the store of a node that does not run, and makes no key", async () => {
  const { code, out, folder } = await doctor('node: { url: "https://a.example" }', {
    prepare: async (data) => {
      const store = await openStore({ path: join(data, "discal.db"), timezone: "UTC", now: NOW });
      await store.registry.declare("file", [], NOW);
      await store[Symbol.asyncDispose]();
    },
  });
  expect(code).toBe(0);
  expect(outcomes(out)).toMatchObject({ database: "ok", sites: "ok", peers: "ok", tokens: "ok" });
  expect(existsSync(join(folder, "data", "keys"))).toBe(false);
});

it("of what is no database says so, ends with 1, and looks at the rest", async () => {
  const { code, out } = await doctor("node: {}", {
    prepare: async (data) => {
      const store = await openStore({ path: join(data, "discal.db"), timezone: "UTC", now: NOW });
      await store[Symbol.asyncDispose]();
      writeFileSync(join(data, "discal.db"), "not a database, but long enough to be looked at".repeat(50));
    },
  });
  expect(code).toBe(1);
  expect(outcomes(out)).toMatchObject({ database: "problem", disk: "ok", server: "warning" });
});

it("of a wrong configuration says what is wrong, and that this comes first", async () => {
  const { code, out } = await doctor("sites: 5");
  expect(code).toBe(1);
  expect(JSON.parse(out).findings).toMatchObject([
    {
      check: "configuration",
      outcome: "problem",
      found: expect.stringContaining("expected a list of sites"),
    },
  ]);
});

it("tells everything whole within 80 columns, and counts", async () => {
  const { out } = await doctor('node: { url: "http://127.0.0.1:8080" }', { columns: 80 });
  expect(
    Math.max(
      ...out
        .split("\n")
        .filter((line) => !line.includes(tmpdir()))
        .map(textWidth),
    ),
  ).toBeLessThanOrEqual(80);
  expect(out).toMatch(/^ {2,}→ Set node\.url/m);
  expect(out).toMatch(/^\d+ warnings, \d+ ok$/m);
});
