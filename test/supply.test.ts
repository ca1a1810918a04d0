import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { against } from "./support/threat.ts";

const root = join(import.meta.dirname, "..");
const json = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8"));

interface Locked {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly gypfile?: boolean;
}

const manifest = json("package.json") as Record<
  "dependencies" | "devDependencies" | "optionalDependencies" | "allowScripts",
  Record<string, string>
>;
const { "": _self, ...locked } = json("package-lock.json").packages as Record<string, Locked>;
const packages = Object.entries(locked);
const nameOf = (path: string) => path.replace(/^.*node_modules\//, "");

/** All that a user's machine gets; of tools we know who makes them, and run them here alone. */
const LICENSES = [
  "0BSD",
  "Apache-2.0",
  "BSD-3-Clause",
  "ISC",
  // openpgp: used as it is, and replaced by whoever wants to.
  "LGPL-3.0+",
  "MIT",
  "MIT-0",
  // ical.js: the same, file by file.
  "MPL-2.0",
];

/** More than these are too many to look at when one is renewed. */
const MOST_PACKAGES = 36;

describe("the dependencies", () => {
  it(
    "are what was looked at, to the byte",
    against(
      "supply",
      "a registry or somebody on the way gives another package, or a newer one that nobody looked at",
      "exact versions; SHA-512 of each in the lock file; only from the public registry",
    ),
    ({ task }) => {
      const direct = [
        ...Object.entries(manifest.dependencies),
        ...Object.entries(manifest.devDependencies),
        ...Object.entries(manifest.optionalDependencies),
      ];
      expect(direct.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
      expect(direct.filter(([name, version]) => locked[`node_modules/${name}`]?.version !== version)).toEqual(
        [],
      );
      const loose = packages.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ""));
      expect(loose.map(([path]) => path)).toEqual([]);
      // By name and hash alone: whoever installs chooses where packages come from.
      const foreign = packages.filter(([, { resolved }]) => resolved !== undefined);
      expect(foreign.map(([path]) => path)).toEqual([]);
      task.meta.figure = `${packages.length} packages`;
    },
  );

  it(
    "need no install script, and none is run",
    against(
      "supply",
      "a package runs code while it is installed",
      "none needs to; npm refuses scripts; native code comes as a prebuilt binary in the package",
    ),
    () => {
      const scripted = packages.filter(
        ([path, { hasInstallScript, gypfile }]) =>
          // npm compiles what has a binding.gyp. That better-sqlite3 wants none of it has to stand in the lock file,
          // as its own package.json is not asked: where npm has taken `"gypfile": false` out, put it back.
          hasInstallScript === true || (existsSync(join(root, path, "binding.gyp")) && gypfile !== false),
      );
      expect(scripted.map(([path]) => path)).toEqual([]);
      expect(Object.values(manifest.allowScripts)).not.toContain(true);
      expect(readFileSync(join(root, ".npmrc"), "utf8")).toMatch(/^strict-allow-scripts=true$/m);
    },
  );

  it(
    "are few, and each has its reason",
    against(
      "supply",
      "dependencies pile up unseen",
      "each has a line in the README's table, and all are counted",
    ),
    ({ task }) => {
      const shipped = packages.filter(([, { dev, optional }]) => dev !== true && optional !== true);
      expect(shipped.length).toBeLessThanOrEqual(MOST_PACKAGES);
      task.meta.figure = `${Object.keys(manifest.dependencies).length} direct, ${shipped.length} in all`;
      const [running, working] = reasons();
      expect(running?.toSorted()).toEqual(Object.keys(manifest.dependencies).toSorted());
      const others = [
        ...Object.keys(manifest.devDependencies),
        ...Object.keys(manifest.optionalDependencies),
      ];
      expect(working?.toSorted()).toEqual(others.toSorted());
    },
  );

  it("have licences that let anybody run, change and pass on the program", () => {
    const odd = packages.filter(([, { license }]) => !LICENSES.includes(license ?? ""));
    expect(odd.map(([path, { license }]) => `${nameOf(path)}: ${license}`)).toEqual([]);
  });
});

/** The packages of the README's two tables: those that run, and those for working on the program. */
function reasons(): readonly (readonly string[])[] {
  const [, section = ""] = readFileSync(join(root, "README.md"), "utf8").split("\n## Dependencies\n");
  const tables = section.split(/^\| package .*\n\| -.*\n/m).slice(1);
  return tables.map((table) =>
    [...table.matchAll(/^\| ([^|]+) \| *\S[^|]* \|$/gm)].flatMap(([, names = ""]) =>
      names.trim().split(/,\s*/),
    ),
  );
}
