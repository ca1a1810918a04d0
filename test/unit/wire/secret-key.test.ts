import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openVault } from "../../../src/wire/secret-key.ts";
import { against } from "../../support/threat.ts";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "discal-secret-"));
  path = join(folder, "etc", "secret.key");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the file of the secret key", () => {
  it(
    "is made where it is missing, for its owner's eyes alone, and stays",
    against(
      "identity",
      "the secret key is read by others",
      "it is a file of mode 0600, outside the database",
    ),
    async () => {
      const sealed = (await openVault(path)).seal("token", "x");
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(readFileSync(path, "utf8")).toMatch(/^discal-secret-1 [A-Za-z0-9_-]{43}\n$/);
      expect((await openVault(path)).open(sealed, "x")).toBe("token");
    },
  );

  it("is one and the same for two processes that start at once", async () => {
    const [one, other] = await Promise.all([openVault(path), openVault(path)]);
    expect(other?.open(one?.seal("token", "x") ?? "", "x")).toBe("token");
  });

  it.each([
    ["is broken", "discal-secret-1 short\n", 0o600, /is broken: put it back from a copy, or move it away/],
    ["is empty", "", 0o600, /is broken/],
    [
      "can be read by others",
      `discal-secret-1 ${"A".repeat(43)}\n`,
      0o644,
      /can be read by others \(mode 644\).*ask anew/,
    ],
  ])("says what to do where it %s, and stops nothing", async (_, text, mode, said) => {
    const place = join(folder, "secret.key");
    writeFileSync(place, text);
    chmodSync(place, mode);
    const vault = await openVault(place);
    expect(vault.fault).toMatch(said);
    expect(() => vault.seal("token", "x")).toThrow(said);
    expect(readFileSync(place, "utf8")).toBe(text);
  });

  it("says what to do where it cannot be made", async () => {
    writeFileSync(join(folder, "file"), "");
    expect((await openVault(join(folder, "file", "secret.key"))).fault).toMatch(/cannot be (read|written)/);
  });
});
