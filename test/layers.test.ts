import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseSync } from "oxc-parser";
import { describe, expect, it } from "vitest";

/** The rooms, each of which imports only itself and those above it. */
const ROOMS = [
  "src/core/model",
  "src/core/ical",
  "src/core/reconcile",
  "src/config",
  "src/workshop",
  "src/wire",
  "src/net",
  "schema",
  "src/store",
  "src/sources",
  "src/sinks",
  "src/exchange",
  "src/serve/caller.ts",
  "src/serve/feeds",
  "src/serve/web",
  "src/serve/discal",
  "src/serve/discovery",
  "src/serve/api",
  "src/serve",
  "src/node.ts",
  "src/cli",
  "src/core.ts",
  "src/index.ts",
  "src/main.ts",
];

/** Packages that only one room may know. */
const OWNERS: Readonly<Record<string, string>> = {
  "ical.js": "src/core/ical",
  "timezones-ical-library": "src/core/ical",
  "windows-iana": "src/core/ical",
  openpgp: "src/wire",
  undici: "src/net",
  nodemailer: "src/net",
  "ipaddr.js": "src/net src/config",
  "better-sqlite3": "src/store",
  "drizzle-orm": "src/store schema",
  yaml: "src/config",
  commander: "src/cli",
  "@hono/node-server": "src/serve src/cli",
  "prom-client": "src/serve/discovery",
};

/** Words that make a pure function impure. */
const IMPURE = ["Date.now", "new Date()", "Temporal.Now", "Math.random", "process.", "fetch(", "setTimeout"];

const root = join(import.meta.dirname, "..");
const files = ["src", "schema"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => read(relative(root, join(entry.parentPath, entry.name)))),
);

function read(path: string) {
  const text = readFileSync(join(root, path), "utf8");
  const { module, program } = parseSync(path, text);
  const imports = [
    ...module.staticImports.map((one) => one.moduleRequest.value),
    ...module.staticExports.flatMap((one) =>
      one.entries.flatMap((entry) => entry.moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.map((one) => text.slice(one.moduleRequest.start + 1, one.moduleRequest.end - 1)),
  ];
  const hasDefault = program.body.some((node) => node.type === "ExportDefaultDeclaration");
  return { path, text, imports, hasDefault, lines: text.split("\n").length - 1 };
}

function roomOf(path: string): number {
  return ROOMS.findIndex((room) => path === room || path.startsWith(`${room}/`));
}

function isInside(path: string, rooms: string): boolean {
  return rooms.split(" ").some((room) => path.startsWith(`${room}/`));
}

describe("the architecture", () => {
  it("has a room for every file", () => {
    expect(files.map(({ path }) => path).filter((path) => roomOf(path) === -1)).toEqual([]);
  });

  it("lets a room import only rooms above it", () => {
    const upward = files.flatMap(({ path, imports }) =>
      imports
        .filter((name) => name.startsWith("."))
        .map((name) => join(dirname(path), name))
        .filter((target) => roomOf(target) > roomOf(path) && target.endsWith(".ts"))
        .map((target) => `${path} imports ${target}`),
    );
    expect(upward).toEqual([]);
  });

  it("keeps each foreign library in its one room", () => {
    const strays = files.flatMap(({ path, imports }) =>
      Object.entries(OWNERS)
        .filter(([name, rooms]) => !isInside(path, rooms) && imports.some((one) => isPackage(one, name)))
        .map(([name]) => `${path} imports ${name}`),
    );
    expect(strays).toEqual([]);
  });

  it("imports what it needs where it can be seen: only drizzle, for its size, is required", () => {
    const strays = files.filter(
      ({ path, text }) => path !== "schema/drizzle.ts" && withoutComments(text).includes("createRequire"),
    );
    expect(strays.map(({ path }) => path)).toEqual([]);
  });

  it("lets only the store know the tables", () => {
    const strays = files.filter(
      ({ path, imports }) =>
        !isInside(path, "src/store schema") && imports.some((name) => name.endsWith("schema/tables.ts")),
    );
    expect(strays.map(({ path }) => path)).toEqual([]);
  });

  it("keeps the core pure: no I/O, no clock, no randomness, no async", () => {
    const impure = files
      .filter(({ path }) => path.startsWith("src/core/"))
      .flatMap(({ path, text, imports }) => {
        const code = withoutComments(text);
        const words = IMPURE.filter((word) => code.includes(word));
        if (/\b(async|await)\b/.test(code)) words.push("async");
        const modules = imports.filter((name) => name.startsWith("node:") && name !== "node:crypto");
        if (/import \{(?! hash \})[^}]*\} from "node:crypto"/.test(code))
          modules.push("node:crypto beside hash");
        return [...words, ...modules].map((what) => `${path}: ${what}`);
      });
    expect(impure).toEqual([]);
  });

  it("reads the clock only where the program is put together", () => {
    const strays = files.filter(
      ({ path, text }) =>
        !/^src\/(main\.ts|cli\/|net\/)/.test(path) &&
        /Date\.now|new Date\(\)|Temporal\.Now/.test(withoutComments(text)),
    );
    expect(strays.map(({ path }) => path)).toEqual([]);
  });

  it("has no default export, no barrel and no drawer for odds and ends", () => {
    const wrong = files.filter(
      ({ path, hasDefault }) =>
        hasDefault ||
        /(^|\/)(utils?|helpers?|common|types|misc)(\.ts|\/)/.test(path) ||
        /.\/index\.ts$/.test(path.slice(4)),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it("keeps files small: the median near 70 lines, nine in ten below 200", () => {
    const lengths = files.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(90);
    expect(lengths[Math.floor(lengths.length * 0.9)]).toBeLessThanOrEqual(200);
  });
});

function isPackage(imported: string, name: string): boolean {
  return imported === name || imported.startsWith(`${name}/`);
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|[^:])\/\/.*$/gm, "$1");
}
