import { describe, expect, it } from "vitest";
import { closedVault, createVault, isSealed } from "../../../src/wire/vault.ts";
import { against } from "../../support/threat.ts";

const TOKEN = "discal_push_0123456789abcdefghijklmnopqrstuvwxyzABCDE";
const vault = createVault();
const sealed = vault.seal(TOKEN, "registration in 1");

/** The sealed text with the bits of one of its bytes turned over. */
function turned(at: number): string {
  const [, , body = ""] = sealed.split(":");
  const bytes = Buffer.from(body, "base64url");
  const index = (at + bytes.length) % bytes.length;
  bytes[index] = (bytes[index] ?? 0) ^ 0xff;
  return `sealed:1:${bytes.toString("base64url")}`;
}

describe("a sealed token", () => {
  it("is what it was, once opened", () => {
    expect(vault.open(sealed, "registration in 1")).toBe(TOKEN);
    expect(vault.open(vault.seal("", "x"), "x")).toBe("");
    expect([isSealed(sealed), isSealed(TOKEN)]).toEqual([true, false]);
  });

  it(
    "tells nothing of itself, not even that it stands twice",
    against("identity", "the database is read by others", "tokens in it are sealed by AES-256-GCM"),
    () => {
      const again = vault.seal(TOKEN, "registration in 1");
      expect(again).not.toBe(sealed);
      expect(sealed + Buffer.from(sealed.slice(9), "base64url").toString("latin1")).not.toContain(
        "discal_push",
      );
    },
  );

  it.each([
    ["another key", () => createVault().open(sealed, "registration in 1")],
    ["another row", () => vault.open(sealed, "registration in 2")],
    ["a changed nonce", () => vault.open(turned(0), "registration in 1")],
    ["a changed text", () => vault.open(turned(20), "registration in 1")],
    ["a changed tag", () => vault.open(turned(-1), "registration in 1")],
    ["a shorter tag", () => vault.open(sealed.slice(0, -8), "registration in 1")],
    ["nothing but the mark", () => vault.open("sealed:1:", "registration in 1")],
    ["what is not sealed", () => vault.open(TOKEN, "registration in 1")],
  ])(
    "is not opened with %s",
    against(
      "identity",
      "a sealed token is changed, or put into another row",
      "the row is part of what is sealed",
    ),
    (_, open) => {
      expect(open()).toBeNull();
    },
  );

  it("is neither made nor opened by a vault without a key, which says why", () => {
    const closed = closedVault("The secret key is gone.");
    expect(closed.open(sealed, "registration in 1")).toBeNull();
    expect(() => closed.seal(TOKEN, "x")).toThrow("The secret key is gone.");
  });
});
