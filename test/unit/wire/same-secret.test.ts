import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isSameSecret } from "../../../src/wire/same-secret.ts";
import { against } from "../../support/threat.ts";

it.each([
  ["abc", "abc", true],
  ["", "", true],
  ["abc", "abd", false],
  ["abc", "abcd", false],
  ["", "a", false],
  ["é", "é".normalize("NFD"), false],
])("“%s” and “%s” are the same secret: %s", (one, other, same) => {
  expect(isSameSecret(one, other)).toBe(same);
  expect(isSameSecret(new TextEncoder().encode(one), other)).toBe(same);
});

/** Of what somebody could guess. */
const SECRET = /(?:token|secret|credential|bearer|nonce|challenge|password|passphrase|apikey)s?\W*$/i;
const LITERAL = /^(?:null|undefined|true|false|["'`\d-])/;

/** Does a line of a program compare a secret with something that is not written there? */
function comparesSecret(line: string): boolean {
  const code = line.replace(/\/\/.*|^\s*\/?\*.*/, "");
  return [...code.matchAll(/(\S+)\s+[!=]==?\s+([^\s;)]+)/g)].some(
    ([, left = "", right = ""]) =>
      !LITERAL.test(right) && !/["'`\d]$/.test(left) && (SECRET.test(left) || SECRET.test(right)),
  );
}

function comparisons(): readonly string[] {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  return files.flatMap((name) =>
    readFileSync(join("src", name), "utf8")
      .split("\n")
      .flatMap((line, index) => (comparesSecret(line) ? [`${name}:${index + 1}: ${line.trim()}`] : [])),
  );
}

describe("secrets", () => {
  it(
    "are compared nowhere by what stops at the first difference",
    against(
      "identity",
      "a secret is found out by how long a comparison takes",
      "tokens are looked up by SHA-256; all else is compared as hashes, in constant time",
    ),
    () => {
      expect(comparisons()).toEqual([]);
    },
  );

  it("are compared by the system, whatever their length, in the one place that does", () => {
    expect(readFileSync("src/wire/same-secret.ts", "utf8")).toMatch(
      /\{\s*return timingSafeEqual\(hash\("sha256", one, "buffer"\), hash\("sha256", other, "buffer"\)\);\s*\}/,
    );
  });

  it.each([
    "if (text === token) return",
    "return given.token !== wanted;",
    "found.find(({ id }) => id === bearer)",
    "if (decode(body) === nonce) return true;",
    "password === other.text",
  ])("are seen by that search in `%s`", (line) => {
    expect(comparesSecret(line)).toBe(true);
  });

  it.each(["if (token === null)", "token !== undefined", 'if (kind === "token")', "tokens.length === 0"])(
    "are not taken for such in `%s`",
    (line) => {
      expect(comparesSecret(line)).toBe(false);
    },
  );
});
