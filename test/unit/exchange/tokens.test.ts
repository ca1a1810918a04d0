import { hash } from "node:crypto";
import { expect, it } from "vitest";
import { authenticateToken, createToken } from "../../../src/exchange/tokens.ts";
import { openStore } from "../../../src/store/sqlite/open.ts";
import { against } from "../../support/threat.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const random = (length: number) => new Uint8Array(length).fill(0xff);
const open = () => openStore({ path: ":memory:", timezone: "Europe/Berlin", now: NOW });

it(
  "mints a text of 32 random bytes, and keeps its hash alone",
  against(
    "identity",
    "the database of tokens gets abroad",
    "SHA-256 of 256 random bits is kept, never the text",
  ),
  async () => {
    await using store = await open();
    const wanted = { name: " ci ", role: "editor", expiresAt: null } as const;
    const { token, text } = await createToken(store.tokens, random, wanted, NOW);
    expect(text).toBe(`discal_${"_".repeat(42)}8`);
    expect(token).toMatchObject({ name: "ci", role: "editor" });
    expect(await store.tokens.byHash(hash("sha256", text))).toEqual(token);
  },
);

it("knows a token by its text, and notes its use", async () => {
  await using store = await open();
  const { text } = await createToken(
    store.tokens,
    random,
    { name: "ci", role: "reader", expiresAt: NOW + 1 },
    NOW,
  );
  expect(await authenticateToken(store.tokens, text, NOW)).toMatchObject({ name: "ci", role: "reader" });
  expect((await store.tokens.all())[0]?.lastUsedAt).toBe(NOW);
  await expect(authenticateToken(store.tokens, text, NOW + 1)).rejects.toMatchObject({
    problem: "unauthorized",
    details: { fault: "expired" },
  });
});

it.each(["", "discal_", `discal_${"a".repeat(43)}`, "a".repeat(50)])("knows no token %j", async (text) => {
  await using store = await open();
  await expect(authenticateToken(store.tokens, text, NOW)).rejects.toMatchObject({
    details: { fault: "unknown-token" },
  });
});

it.each([
  ["without a name", { name: "  ", role: "reader", expiresAt: null }],
  ["with a name over several lines", { name: "a\nb", role: "reader", expiresAt: null }],
  ["that has expired already", { name: "ci", role: "reader", expiresAt: NOW }],
] as const)("mints none %s", async (_, wanted) => {
  await using store = await open();
  await expect(createToken(store.tokens, random, wanted, NOW)).rejects.toMatchObject({ problem: "invalid" });
  expect(await store.tokens.all()).toEqual([]);
});
